package org.mneme.train;

import static org.mneme.settings.ValueKind.above;
import static org.mneme.settings.ValueKind.atLeast;
import static org.mneme.settings.ValueKind.between;
import static org.mneme.settings.ValueKind.choice;
import static org.mneme.settings.ValueKind.count;
import static org.mneme.settings.ValueKind.list;
import static org.mneme.settings.ValueKind.truth;
import static org.mneme.settings.ValueKind.whole;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mneme.settings.Setting;
import org.mneme.settings.SettingException;
import org.mneme.settings.SettingText;
import org.mneme.settings.SettingValues;
import org.mneme.settings.ValueKind;

/** How weights are changed, as flat names and values; but for what is frozen. */
final class SettingsCodec {
  private static final TrainSettings USUAL = TrainSettings.builder().build();
  private static final Optimiser.Adam ADAM = Optimiser.adamW();
  private static final ValueKind<Double> SHARE = between(0, true, 1, false);
  private static final ValueKind<Double> FACTOR = between(0, false, 1, true);

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

  private static final Setting<Integer> EPOCHS =
      Setting.of(
          "epochs",
          count(1),
          USUAL.epochs(),
          "N",
          "Number of passes over the training images, at most.");
  private static final Setting<Integer> BATCH_SIZE =
      Setting.of("batch_size", count(1), USUAL.batch(), "N", "Images in a batch.");
  private static final Setting<Integer> ACCUMULATE =
      Setting.of(
          "accumulate",
          count(1),
          USUAL.accumulate(),
          "N",
          "Batches whose gradients are accumulated for one step.");
  private static final Setting<Optimizer> OPTIMIZER =
      Setting.of(
          "optimizer",
          choice(Optimizer.class),
          Optimizer.ADAMW,
          "NAME",
          "Optimiser: sgd, adam or adamw.");
  private static final Setting<Double> LEARNING_RATE =
      Setting.of(
          "learning_rate",
          atLeast(0),
          USUAL.learningRate(),
          "RATE",
          "Learning rate, before the schedule changes it.");
  private static final Setting<List<RateOf>> LEARNING_RATE_OF =
      Setting.optional(
          "learning_rate_of",
          list("rates such as fc*=1e-3", false, RateOf::parse, RateOf::toText),
          "TENSORS=RATE[,DECAY]",
          "Another learning rate, and optionally weight decay, for some tensors, such as"
              + " 'fc*=1e-3'. May be repeated.");
  private static final Setting<Double> MOMENTUM =
      Setting.of("momentum", SHARE, .9, "FRACTION", "Momentum of sgd.");
  private static final Setting<Boolean> NESTEROV =
      Setting.of("nesterov", truth(), false, "BOOL", "Use Nesterov momentum with sgd.");
  private static final Setting<Double> BETA1 =
      Setting.of("beta1", SHARE, ADAM.beta1(), "FRACTION", "First decay rate of adam and adamw.");
  private static final Setting<Double> BETA2 =
      Setting.of("beta2", SHARE, ADAM.beta2(), "FRACTION", "Second decay rate of adam and adamw.");
  private static final Setting<Double> EPSILON =
      Setting.of("epsilon", above(0), ADAM.epsilon(), "NUMBER", "Epsilon of adam and adamw.");
  private static final Setting<Double> WEIGHT_DECAY =
      Setting.of(
          "weight_decay",
          atLeast(0),
          USUAL.weightDecay(),
          "DECAY",
          "Weight decay, as PyTorch defines it for each optimiser.");
  private static final Setting<ScheduleName> SCHEDULE =
      Setting.of(
          "schedule",
          choice(ScheduleName.class),
          ScheduleName.CONSTANT,
          "NAME",
          "Learning-rate schedule: constant, step, exponential, cosine or plateau.");
  private static final Setting<Double> GAMMA =
      Setting.of(
          "gamma",
          FACTOR,
          .9,
          "FACTOR",
          "Decay factor of the step, exponential and plateau schedules.");
  private static final Setting<Integer> STEP_EPOCHS =
      Setting.of(
          "step_epochs",
          count(0),
          3,
          "N",
          "Epochs between two steps of the step schedule, or the patience of plateau.");
  private static final Setting<Double> WARM_UP =
      Setting.of(
          "warm_up",
          atLeast(0),
          0.,
          "EPOCHS",
          "Epochs of linear warm-up before the cosine schedule.");
  private static final Setting<Double> COSINE_FLOOR =
      Setting.of(
          "cosine_floor",
          between(0, true, 1, true),
          0.,
          "FACTOR",
          "Fraction of the learning rate that the cosine schedule ends with.");
  private static final Setting<LossName> LOSS =
      Setting.of("loss", choice(LossName.class), LossName.MSE, "NAME", "Loss: mse or huber.");
  private static final Setting<Double> HUBER_DELTA =
      Setting.of(
          "huber_delta", above(0), .1, "SCORE", "Error above which the Huber loss grows linearly.");
  private static final Setting<Loss.Order> RANK_TERM =
      Setting.of(
          "rank_term",
          choice(Loss.Order.class),
          Loss.Order.NONE,
          "NAME",
          "Ranking term added to the loss: none, pairwise (logistic) or spearman (soft ranks).");
  private static final Setting<Double> RANK_WEIGHT =
      Setting.of("rank_weight", atLeast(0), .01, "FACTOR", "Weight of the ranking term.");
  private static final Setting<Double> RANK_TEMPERATURE =
      Setting.of(
          "rank_temperature",
          above(0),
          USUAL.loss().temperature(),
          "SCORE",
          "Temperature of the ranking term: a difference of predictions that counts as clear.");
  private static final Setting<Double> CLIP_NORM =
      Setting.of(
          "clip_norm",
          atLeast(0),
          USUAL.clipNorm(),
          "NORM",
          "Clip gradients to this norm; 0 does not clip.");
  private static final Setting<Double> AVERAGE =
      Setting.of(
          "average",
          SHARE,
          USUAL.averaging(),
          "FRACTION",
          "Decay of an exponential moving average of the weights, such as 0.999; 0 for none.");
  private static final Setting<Integer> PATIENCE =
      Setting.of(
          "patience",
          count(0),
          USUAL.patience(),
          "EPOCHS",
          "Stop when the validation Spearman has not improved for this many epochs; 0 never stops.");
  private static final Setting<TrainSettings.Keep> KEEP =
      Setting.of(
          "keep",
          choice(TrainSettings.Keep.class),
          USUAL.keep(),
          "EPOCH",
          "Epoch whose weights are kept: best (by validation Spearman) or last.");
  static final Setting<Long> SEED =
      Setting.of(
          "seed",
          whole(Long.MIN_VALUE, Long.MAX_VALUE),
          USUAL.seed(),
          "N",
          "Seed of the random weights, the order of images, augmentation and dropout.");
  private static final Setting<Integer> THREADS =
      Setting.of("threads", count(1), USUAL.machine().threads(), "N", "Processor threads.");
  private static final Setting<Machine.Precision> PRECISION =
      Setting.of(
          "precision",
          choice(Machine.Precision.class),
          USUAL.machine().precision(),
          "NAME",
          "float32, bfloat16, or auto: whichever is faster, measured at the start.");
  private static final Setting<Machine.Layout> LAYOUT =
      Setting.of(
          "layout",
          choice(Machine.Layout.class),
          USUAL.machine().layout(),
          "NAME",
          "Memory layout of images: planes, channels_last, or auto: measured at the start.");
  private static final Setting<Device> DEVICE =
      Setting.of("device", choice(Device.class), Device.CPU, "NAME", "Device: cpu or cuda.");

  private enum Device {
    CPU,
    CUDA;

    String label() {
      return this == CPU ? "cpu" : "cuda";
    }
  }

  /** What the optimiser does. */
  static final List<Setting<?>> OPTIMISATION =
      List.of(
          EPOCHS,
          BATCH_SIZE,
          ACCUMULATE,
          OPTIMIZER,
          LEARNING_RATE,
          LEARNING_RATE_OF,
          MOMENTUM,
          NESTEROV,
          BETA1,
          BETA2,
          EPSILON,
          WEIGHT_DECAY,
          SCHEDULE,
          GAMMA,
          STEP_EPOCHS,
          WARM_UP,
          COSINE_FLOOR,
          CLIP_NORM,
          AVERAGE,
          PATIENCE,
          KEEP);

  /** What is minimised. */
  static final List<Setting<?>> LOSSES =
      List.of(LOSS, HUBER_DELTA, RANK_TERM, RANK_WEIGHT, RANK_TEMPERATURE);

  /** Where and how it is computed. */
  static final List<Setting<?>> MACHINE = List.of(SEED, THREADS, PRECISION, LAYOUT, DEVICE);

  static final List<Setting<?>> SETTINGS =
      Stream.of(OPTIMISATION, LOSSES, MACHINE).flatMap(List::stream).toList();

  private SettingsCodec() {}

  /**
   * Another rate for some tensors.
   *
   * @param weightDecay not a number for the settings' own
   */
  private record RateOf(NamePattern pattern, double rate, double weightDecay) {
    static RateOf parse(String text) {
      int equals = text.lastIndexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("a rate is needed, as in fc*=1e-3");
      }
      String[] numbers = text.substring(equals + 1).split(",", 2);
      double rate = TrainCodec.decimal(numbers[0]);
      double decay = numbers.length == 1 ? Double.NaN : TrainCodec.decimal(numbers[1]);
      NamePattern pattern = new NamePattern(text.substring(0, equals));
      new Group(pattern, rate, numbers.length == 1 ? 0 : decay); // refuses what cannot be
      return new RateOf(pattern, rate, decay);
    }

    String toText() {
      return "%s=%s%s"
          .formatted(
              pattern.glob(),
              SettingText.of(rate),
              Double.isNaN(weightDecay) ? "" : "," + SettingText.of(weightDecay));
    }

    Group group(double usualDecay) {
      return new Group(pattern, rate, Double.isNaN(weightDecay) ? usualDecay : weightDecay);
    }
  }

  static TrainSettings read(SettingValues values) {
    double decay = values.get(WEIGHT_DECAY);
    return TrainSettings.builder()
        .epochs(values.get(EPOCHS))
        .batch(values.get(BATCH_SIZE))
        .accumulate(values.get(ACCUMULATE))
        .loss(loss(values))
        .optimiser(optimiser(values))
        .learningRate(values.get(LEARNING_RATE))
        .weightDecay(decay)
        .schedule(schedule(values))
        .groups(
            values.find(LEARNING_RATE_OF).orElse(List.of()).stream()
                .map(each -> each.group(decay))
                .toArray(Group[]::new))
        .clipNorm(values.get(CLIP_NORM))
        .averaging(values.get(AVERAGE))
        .patience(values.get(PATIENCE))
        .keep(values.get(KEEP))
        .seed(values.get(SEED))
        .machine(
            new Machine(
                values.get(THREADS),
                values.get(DEVICE).label(),
                values.get(PRECISION),
                values.get(LAYOUT)))
        .build();
  }

  private static Loss loss(SettingValues values) {
    Loss distance =
        values.get(LOSS) == LossName.MSE ? Loss.squared() : Loss.huber(values.get(HUBER_DELTA));
    Loss.Order term = values.get(RANK_TERM);
    double weight = values.get(RANK_WEIGHT);
    double temperature = values.get(RANK_TEMPERATURE);
    return term == Loss.Order.NONE ? distance : distance.withOrder(term, weight, temperature);
  }

  private static Optimiser optimiser(SettingValues values) {
    double momentum = values.get(MOMENTUM);
    double beta1 = values.get(BETA1);
    double beta2 = values.get(BETA2);
    double epsilon = values.get(EPSILON);
    boolean sgd = values.get(OPTIMIZER) == Optimizer.SGD;
    if (sgd && values.get(NESTEROV) && momentum == 0) {
      throw new SettingException(NESTEROV.name(), "needs a momentum above 0");
    }
    return switch (values.get(OPTIMIZER)) {
      case SGD -> new Optimiser.Sgd(momentum, values.get(NESTEROV));
      case ADAM -> new Optimiser.Adam(beta1, beta2, epsilon, false);
      case ADAMW -> new Optimiser.Adam(beta1, beta2, epsilon, true);
    };
  }

  private static Schedule schedule(SettingValues values) {
    double gamma = values.get(GAMMA);
    int epochs = values.get(STEP_EPOCHS);
    double warmUp = values.get(WARM_UP);
    double floor = values.get(COSINE_FLOOR);
    if (values.get(SCHEDULE) == ScheduleName.STEP && epochs < 1) {
      throw new SettingException(STEP_EPOCHS.name(), "must be at least 1 with schedule step");
    }
    return switch (values.get(SCHEDULE)) {
      case CONSTANT -> new Schedule.Constant();
      case STEP -> new Schedule.Step(epochs, gamma);
      case EXPONENTIAL -> new Schedule.Exponential(gamma);
      case COSINE -> new Schedule.Cosine(warmUp, floor);
      case PLATEAU -> new Schedule.Plateau(gamma, epochs);
    };
  }

  /** Every setting that plays a part: momentum only with sgd, and so on. */
  static Map<String, Object> write(TrainSettings settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    TrainCodec.put(values, EPOCHS, settings.epochs());
    TrainCodec.put(values, BATCH_SIZE, settings.batch());
    TrainCodec.put(values, ACCUMULATE, settings.accumulate());
    write(settings.optimiser(), values);
    TrainCodec.put(values, LEARNING_RATE, settings.learningRate());
    TrainCodec.put(values, WEIGHT_DECAY, settings.weightDecay());
    if (!settings.groups().isEmpty()) {
      TrainCodec.put(
          values,
          LEARNING_RATE_OF,
          settings.groups().stream().map(group -> rateOf(group, settings.weightDecay())).toList());
    }
    write(settings.schedule(), values);
    write(settings.loss(), values);
    TrainCodec.put(values, CLIP_NORM, settings.clipNorm());
    TrainCodec.put(values, AVERAGE, settings.averaging());
    TrainCodec.put(values, PATIENCE, settings.patience());
    TrainCodec.put(values, KEEP, settings.keep());
    TrainCodec.put(values, SEED, settings.seed());
    TrainCodec.put(values, THREADS, settings.machine().threads());
    TrainCodec.put(values, PRECISION, settings.machine().precision());
    TrainCodec.put(values, LAYOUT, settings.machine().layout());
    TrainCodec.put(
        values, DEVICE, settings.machine().device().equals("cpu") ? Device.CPU : Device.CUDA);
    return values;
  }

  private static RateOf rateOf(Group group, double usualDecay) {
    boolean usual = group.weightDecay() == usualDecay;
    return new RateOf(
        group.pattern(), group.learningRate(), usual ? Double.NaN : group.weightDecay());
  }

  private static void write(Optimiser optimiser, Map<String, Object> values) {
    if (optimiser instanceof Optimiser.Sgd sgd) {
      TrainCodec.put(values, OPTIMIZER, Optimizer.SGD);
      TrainCodec.put(values, MOMENTUM, sgd.momentum());
      TrainCodec.put(values, NESTEROV, sgd.nesterov());
    } else if (optimiser instanceof Optimiser.Adam adam) {
      TrainCodec.put(values, OPTIMIZER, adam.decoupled() ? Optimizer.ADAMW : Optimizer.ADAM);
      TrainCodec.put(values, BETA1, adam.beta1());
      TrainCodec.put(values, BETA2, adam.beta2());
      TrainCodec.put(values, EPSILON, adam.epsilon());
    }
  }

  private static void write(Schedule schedule, Map<String, Object> values) {
    if (schedule instanceof Schedule.Constant) {
      TrainCodec.put(values, SCHEDULE, ScheduleName.CONSTANT);
    } else if (schedule instanceof Schedule.Step step) {
      TrainCodec.put(values, SCHEDULE, ScheduleName.STEP);
      TrainCodec.put(values, GAMMA, step.gamma());
      TrainCodec.put(values, STEP_EPOCHS, step.every());
    } else if (schedule instanceof Schedule.Exponential exponential) {
      TrainCodec.put(values, SCHEDULE, ScheduleName.EXPONENTIAL);
      TrainCodec.put(values, GAMMA, exponential.gamma());
    } else if (schedule instanceof Schedule.Cosine cosine) {
      TrainCodec.put(values, SCHEDULE, ScheduleName.COSINE);
      TrainCodec.put(values, WARM_UP, cosine.warmUp());
      TrainCodec.put(values, COSINE_FLOOR, cosine.floor());
    } else if (schedule instanceof Schedule.Plateau plateau) {
      TrainCodec.put(values, SCHEDULE, ScheduleName.PLATEAU);
      TrainCodec.put(values, GAMMA, plateau.gamma());
      TrainCodec.put(values, STEP_EPOCHS, plateau.patience());
    }
  }

  private static void write(Loss loss, Map<String, Object> values) {
    boolean huber = loss.distance() == Loss.Distance.HUBER;
    TrainCodec.put(values, LOSS, huber ? LossName.HUBER : LossName.MSE);
    if (huber) {
      TrainCodec.put(values, HUBER_DELTA, loss.delta());
    }
    TrainCodec.put(values, RANK_TERM, loss.order());
    if (loss.order() != Loss.Order.NONE) {
      TrainCodec.put(values, RANK_WEIGHT, loss.orderWeight());
      TrainCodec.put(values, RANK_TEMPERATURE, loss.temperature());
    }
  }
}
