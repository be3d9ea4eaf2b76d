package org.mneme.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Augmentation;
import org.mneme.train.Group;
import org.mneme.train.Loss;
import org.mneme.train.Machine;
import org.mneme.train.NamePattern;
import org.mneme.train.Optimiser;
import org.mneme.train.Schedule;
import org.mneme.train.TrainSettings;
import picocli.CommandLine.Option;

/**
 * How a network is trained. The names are those that a sweep's file uses for its parameters, there
 * also with underscores.
 */
final class TrainFlags {
  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the images, at most. Default: ${DEFAULT-VALUE}.")
  private int epochs = 10;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Images at a time. Default: ${DEFAULT-VALUE}.")
  private int batchSize = 32;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "Batches whose gradients make one step. Default: ${DEFAULT-VALUE}.")
  private int accumulate = 1;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "sgd, adam or adamw. Default: adamw.")
  private Optimizer optimizer = Optimizer.ADAMW;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Default: ${DEFAULT-VALUE}.")
  private double learningRate = 1e-4;

  @Option(
      names = "--learning-rate-of",
      paramLabel = "TENSORS=RATE",
      description = "Another rate for some tensors, such as 'fc*=1e-3'; may be repeated.")
  private Map<String, Double> rates = new LinkedHashMap<>();

  @Option(
      names = "--momentum",
      paramLabel = "SHARE",
      description = "Of sgd. Default: ${DEFAULT-VALUE}.")
  private double momentum = .9;

  @Option(
      names = "--weight-decay",
      paramLabel = "DECAY",
      description = "As PyTorch's. Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "Of the learning rate: constant, step, exponential, cosine or plateau. Default: constant.")
  private ScheduleName schedule = ScheduleName.CONSTANT;

  @Option(
      names = "--gamma",
      paramLabel = "FACTOR",
      description = "Of step, exponential and plateau. Default: ${DEFAULT-VALUE}.")
  private double gamma = .9;

  @Option(
      names = "--step-epochs",
      paramLabel = "N",
      description = "Of step: epochs between two; of plateau: epochs to wait. Default: 3.")
  private int stepEpochs = 3;

  @Option(
      names = "--warm-up",
      paramLabel = "EPOCHS",
      description = "Of cosine: a straight rise at first. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(names = "--loss", paramLabel = "NAME", description = "mse or huber. Default: mse.")
  private LossName loss = LossName.MSE;

  @Option(
      names = "--rank-term",
      paramLabel = "NAME",
      description =
          "Added to the loss: pairwise (logistic) or spearman (softened ranks). Default: none.")
  private Loss.Order rankTerm = Loss.Order.NONE;

  @Option(
      names = "--rank-weight",
      paramLabel = "FACTOR",
      description = "Of the rank term. Default: ${DEFAULT-VALUE}.")
  private double rankWeight = .01;

  @Option(
      names = "--rank-temperature",
      paramLabel = "SCORE",
      description = "A difference of predictions that counts as clear. Default: ${DEFAULT-VALUE}.")
  private double rankTemperature = .1;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "The gradients' greatest length. Default: any.")
  private double clipNorm;

  @Option(
      names = "--average",
      paramLabel = "SHARE",
      description = "Moving average of the weights, such as 0.999. Default: none.")
  private double average;

  @Option(
      names = "--patience",
      paramLabel = "EPOCHS",
      description = "Stop when validation's Spearman has not risen for so long. Default: never.")
  private int patience;

  @Option(
      names = "--keep",
      paramLabel = "EPOCH",
      description = "best (by validation's Spearman) or last. Default: best.")
  private TrainSettings.Keep keep = TrainSettings.Keep.BEST;

  @Option(
      names = "--freeze",
      paramLabel = "TENSORS",
      split = ",",
      description =
          "What stays as it is: none, or names and patterns such as features or 'conv?'. Default:"
              + " features where the network has a ResNet and its weights are given, else none.")
  private @Nullable List<String> freeze;

  @Option(names = "--seed", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--flip",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Mirror every second view.")
  private boolean flip;

  @Option(
      names = "--random-crop",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Cut the square anywhere, not in the middle.")
  private boolean randomCrop;

  @Option(
      names = "--crop-scale",
      paramLabel = "SHARE",
      description = "Squares from this share of the usual size up to the whole. Default: 1.")
  private double scale = 1;

  @Option(
      names = "--jitter",
      paramLabel = "SHARE",
      description = "Change brightness, contrast and saturation by up to this. Default: 0.")
  private double jitter;

  @Option(
      names = "--erase",
      paramLabel = "SHARE",
      description = "Cover a rectangle in this share of the views. Default: 0.")
  private double erase;

  @Option(
      names = "--views",
      paramLabel = "N",
      description =
          "With augmentation, views of each image that a frozen branch is run on. Default:"
              + " ${DEFAULT-VALUE}.")
  private int views = 4;

  @Option(names = "--threads", paramLabel = "N", description = "Default: all.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "float32, bfloat16, or auto: the faster, measured at the start. Default: auto.")
  private Machine.Precision precision = Machine.Precision.AUTO;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description = "Of images in memory: planes, channels_last, or auto: measured. Default: auto.")
  private Machine.Layout layout = Machine.Layout.AUTO;

  @Option(names = "--device", paramLabel = "NAME", description = "cpu or cuda. Default: cpu.")
  private String device = "cpu";

  enum Optimizer {
    SGD,
    ADAM,
    ADAMW
  }

  enum ScheduleName {
    CONSTANT,
    STEP,
    EXPONENTIAL,
    COSINE,
    PLATEAU
  }

  enum LossName {
    MSE,
    HUBER
  }

  int epochs() {
    return epochs;
  }

  long seed() {
    return seed;
  }

  int threads() {
    return threads;
  }

  int views() {
    return views;
  }

  Augmentation augmentation() {
    return new Augmentation(flip, randomCrop, scale, jitter, erase);
  }

  /**
   * The settings.
   *
   * @param usuallyFrozen what stays as it is when the user does not say
   */
  TrainSettings settings(List<String> usuallyFrozen) {
    List<String> frozen = freeze == null ? usuallyFrozen : freeze;
    boolean none = frozen.size() == 1 && frozen.get(0).equalsIgnoreCase("none");
    List<Group> groups = new ArrayList<>();
    rates.forEach((name, rate) -> groups.add(new Group(new NamePattern(name), rate, weightDecay)));
    return TrainSettings.builder()
        .epochs(epochs)
        .batch(batchSize)
        .accumulate(accumulate)
        .loss(
            (loss == LossName.MSE ? Loss.squared() : Loss.huber(.1))
                .withOrder(rankTerm, rankTerm == Loss.Order.NONE ? 0 : rankWeight, rankTemperature))
        .optimiser(
            switch (optimizer) {
              case SGD -> Optimiser.sgd(momentum);
              case ADAM -> Optimiser.adam();
              case ADAMW -> Optimiser.adamW();
            })
        .learningRate(learningRate)
        .weightDecay(weightDecay)
        .schedule(
            switch (schedule) {
              case CONSTANT -> new Schedule.Constant();
              case STEP -> new Schedule.Step(stepEpochs, gamma);
              case EXPONENTIAL -> new Schedule.Exponential(gamma);
              case COSINE -> new Schedule.Cosine(warmUp, 0);
              case PLATEAU -> new Schedule.Plateau(gamma, stepEpochs);
            })
        .groups(groups.toArray(Group[]::new))
        .freeze(none ? new String[0] : frozen.toArray(String[]::new))
        .clipNorm(clipNorm)
        .averaging(average)
        .patience(patience)
        .keep(keep)
        .seed(seed)
        .machine(new Machine(threads, device, precision, layout))
        .build();
  }
}
