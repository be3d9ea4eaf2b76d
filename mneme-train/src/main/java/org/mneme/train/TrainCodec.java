package org.mneme.train;

import static org.mneme.settings.ValueKind.between;
import static org.mneme.settings.ValueKind.choice;
import static org.mneme.settings.ValueKind.count;
import static org.mneme.settings.ValueKind.list;
import static org.mneme.settings.ValueKind.text;
import static org.mneme.settings.ValueKind.truth;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Augmentation;
import org.mneme.network.TripleMem;
import org.mneme.settings.Setting;
import org.mneme.settings.SettingException;
import org.mneme.settings.SettingValues;
import org.mneme.settings.ValueKind;

/**
 * A training's settings as flat names and values, and back: the one place for their names, types,
 * ranges, defaults and descriptions. Sweep files, {@code run.json}, MLflow and the command line
 * share the names; {@code learning_rate} is there {@code --learning-rate}.
 *
 * <p>Values are text, Long, Double, Boolean and lists of texts. What is written is read again as an
 * equal request. Settings that have no effect, such as the momentum of an optimiser that has none,
 * are not written.
 */
public final class TrainCodec {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");
  private static final String NOTHING = "none";
  private static final ValueKind<List<NamePattern>> PATTERNS =
      list("names or patterns of tensors", true, NamePattern::new, NamePattern::glob);

  private static final Setting<String> NETWORK =
      Setting.of(
          "network",
          text(),
          NetworkChoice.Name.RESMEM.label(),
          "NAME",
          String.join(", ", NetworkChoice.Name.all()) + ".");
  private static final Setting<Path> SEGMENTATION =
      Setting.optional(
          "segmentation",
          text("a file", Path::of, Path::toString),
          "FILE.onnx",
          "TripleMem's frozen segmentation network: class scores from RGB images of 0..1.");
  private static final Setting<TripleMem.Classes> SEGMENTATION_MAP =
      Setting.of(
          "segmentation_map",
          choice(TripleMem.Classes.class),
          TripleMem.Classes.SCORES,
          "FORM",
          "What TripleMem takes from the segmentation: scores or one_hot.");
  private static final Setting<String> INIT =
      Setting.optional(
          "init",
          text(),
          "MODEL",
          "Initial weights, taken where name and size fit: a published model, a model file, or none."
              + " Default: resmem for networks with a ResNet, else none.");
  private static final Setting<List<NamePattern>> INIT_ONLY =
      Setting.optional(
          "init_only",
          PATTERNS,
          "TENSORS",
          "Take only these of the initial weights, such as 'conv?'.");
  private static final Setting<String> INIT_BACKBONE =
      Setting.optional(
          "init_backbone",
          text(),
          "MODEL",
          "Take the ResNet's initial weights from this model instead.");
  private static final Setting<Initialisation> RANDOM =
      Setting.of(
          "random",
          choice(Initialisation.class),
          StartWeights.USUAL.random(),
          "WAY",
          "Random initialisation of all other weights: he, xavier or torch (PyTorch's defaults, with"
              + " which MemNet's deep layers hardly learn).");
  private static final Setting<Boolean> STANDARDISE =
      Setting.of(
          "standardise",
          truth(),
          StartWeights.USUAL.standardise(),
          "BOOL",
          "Scale random weights so that each unit's output has mean 0 and deviation 1 on the"
              + " training images (Kraehenbuehl et al., 2016).");
  private static final Setting<List<String>> FREEZE =
      Setting.optional(
          "freeze",
          list("names or patterns of tensors, or none", true, text -> text, text -> text),
          "TENSORS",
          "Layers that are not trained: none, or names and patterns such as features or 'conv?'."
              + " Default: features if the network has a ResNet whose weights are given, else none.");
  private static final Setting<Boolean> FLIP =
      Setting.of("flip", truth(), false, "BOOL", "Mirror half of the images.");
  private static final Setting<Boolean> RANDOM_CROP =
      Setting.of(
          "random_crop", truth(), false, "BOOL", "Crop at a random place, not in the centre.");
  private static final Setting<Double> CROP_SCALE =
      Setting.of(
          "crop_scale",
          between(0, false, 1, true),
          Augmentation.NONE.scale(),
          "SHARE",
          "Crop squares from this fraction of the usual size up to the whole.");
  private static final Setting<Double> JITTER =
      Setting.of(
          "jitter",
          between(0, true, 1, false),
          Augmentation.NONE.jitter(),
          "SHARE",
          "Change brightness, contrast and saturation by up to this fraction.");
  private static final Setting<Double> ERASE =
      Setting.of(
          "erase",
          between(0, true, 1, true),
          Augmentation.NONE.erase(),
          "SHARE",
          "Erase a rectangle in this fraction of the images.");
  private static final Setting<Integer> VIEWS =
      Setting.of(
          "views",
          count(1),
          TrainRequest.USUAL_VIEWS,
          "N",
          "With augmentation, the number of variants of each image whose features a frozen branch extracts.");

  private static final List<Setting<?>> NETWORKS =
      List.of(
          NETWORK,
          SEGMENTATION,
          SEGMENTATION_MAP,
          INIT,
          INIT_ONLY,
          INIT_BACKBONE,
          RANDOM,
          STANDARDISE,
          FREEZE);
  private static final List<Setting<?>> AUGMENTATION =
      List.of(FLIP, RANDOM_CROP, CROP_SCALE, JITTER, ERASE, VIEWS);

  /** The title of the settings that say how a data set is read. */
  private static final String READING = "Reading the data set";

  private static final Map<String, List<Setting<?>>> HOW = new LinkedHashMap<>();
  private static final Map<String, List<Setting<?>>> ALL = new LinkedHashMap<>();

  static {
    HOW.put("Network and initial weights", NETWORKS);
    HOW.put("Optimisation", SettingsCodec.OPTIMISATION);
    HOW.put("Loss", SettingsCodec.LOSSES);
    HOW.put("Augmentation", AUGMENTATION);
    HOW.put("Computing", SettingsCodec.MACHINE);
    ALL.put("Data and split", DataCodec.WHICH);
    ALL.putAll(HOW);
    ALL.put(READING, DataCodec.READING);
  }

  private TrainCodec() {}

  /** {@return all settings of a training, in the order in which people are told of them} */
  public static List<Setting<?>> settings() {
    return all(ALL);
  }

  /** {@return all settings of a training in groups, by the groups' titles} */
  public static Map<String, List<Setting<?>>> groups() {
    return Collections.unmodifiableMap(ALL);
  }

  /**
   * {@return the settings that say how a network is trained and how data sets are read, whichever
   * these are, in groups by their titles}
   */
  public static Map<String, List<Setting<?>>> groupsButData() {
    Map<String, List<Setting<?>>> groups = new LinkedHashMap<>(HOW);
    groups.put(READING, DataCodec.READING);
    return groups;
  }

  private static List<Setting<?>> all(Map<String, List<Setting<?>>> groups) {
    return groups.values().stream().flatMap(List::stream).toList();
  }

  /**
   * {@return the request that these values describe; what is not said is as usual}
   *
   * @param values by the settings' names, as sweep files and {@code run.json} have them
   * @throws SettingException if a name is unknown, or a value missing, of another kind or out of
   *     range
   * @throws IllegalArgumentException if the network is unknown
   */
  public static TrainRequest read(Map<String, ?> values) {
    SettingValues given = SettingValues.of(values, settings());
    return new TrainRequest(
        DataCodec.read(given),
        new NetworkChoice(
            NetworkChoice.Name.of(given.get(NETWORK)),
            given.find(SEGMENTATION),
            given.get(SEGMENTATION_MAP)),
        new StartWeights(
            given.find(INIT),
            given.find(INIT_ONLY).orElse(List.of()),
            given.find(INIT_BACKBONE),
            given.get(RANDOM),
            given.get(STANDARDISE)),
        given.find(FREEZE).map(TrainCodec::frozen),
        new Augmentation(
            given.get(FLIP),
            given.get(RANDOM_CROP),
            given.get(CROP_SCALE),
            given.get(JITTER),
            given.get(ERASE)),
        given.get(VIEWS),
        SettingsCodec.read(given));
  }

  /**
   * Which images these values describe; other settings may be among them.
   *
   * @throws SettingException as {@link #read}
   */
  static TrainData data(Map<String, ?> values) {
    return DataCodec.read(SettingValues.of(values, settings()));
  }

  private static List<NamePattern> frozen(List<String> names) {
    boolean none = names.size() == 1 && names.get(0).equalsIgnoreCase(NOTHING);
    try {
      return none ? List.of() : names.stream().map(NamePattern::new).toList();
    } catch (IllegalArgumentException e) {
      throw new SettingException(FREEZE.name(), "has an empty name: " + e.getMessage());
    }
  }

  /**
   * {@return the values that describe a request, in the order of {@link #settings}}
   *
   * @param request any
   */
  public static Map<String, Object> write(TrainRequest request) {
    Map<String, Object> values = new LinkedHashMap<>(DataCodec.write(request.data()));
    values.putAll(writeButData(request));
    return values;
  }

  /**
   * {@return the values of {@link #groupsButData}}
   *
   * @param request any
   */
  public static Map<String, Object> writeReading(TrainRequest request) {
    Map<String, Object> values = new LinkedHashMap<>(DataCodec.write(request.data()));
    values
        .keySet()
        .retainAll(DataCodec.READING.stream().map(Setting::name).collect(Collectors.toSet()));
    return values;
  }

  /**
   * {@return the values that describe a request, without those of its data}
   *
   * @param request any
   */
  public static Map<String, Object> writeButData(TrainRequest request) {
    Map<String, Object> values = new LinkedHashMap<>();
    put(values, NETWORK, request.network().name().label());
    request.network().segmentation().ifPresent(file -> put(values, SEGMENTATION, file));
    if (request.network().name() == NetworkChoice.Name.TRIPLEMEM) {
      put(values, SEGMENTATION_MAP, request.network().classes());
    }
    put(values, INIT, request.start().from().orElse(null));
    if (!request.start().only().isEmpty()) {
      put(values, INIT_ONLY, request.start().only());
    }
    put(values, INIT_BACKBONE, request.start().backbone().orElse(null));
    put(values, RANDOM, request.start().random());
    put(values, STANDARDISE, request.start().standardise());
    values.putAll(SettingsCodec.write(request.settings()));
    Optional<List<String>> frozen =
        request.frozen().map(all -> all.stream().map(NamePattern::glob).toList());
    put(
        values,
        FREEZE,
        frozen.map(names -> names.isEmpty() ? List.of(NOTHING) : names).orElse(null));
    Augmentation augmentation = request.augmentation();
    put(values, FLIP, augmentation.flip());
    put(values, RANDOM_CROP, augmentation.crop());
    put(values, CROP_SCALE, augmentation.scale());
    put(values, JITTER, augmentation.jitter());
    put(values, ERASE, augmentation.erase());
    put(values, VIEWS, request.views());
    return values;
  }

  static <T> void put(Map<String, Object> values, Setting<T> setting, @Nullable T value) {
    if (value != null) {
      values.put(setting.name(), setting.write(value));
    }
  }

  /**
   * A number within a text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static double decimal(String text) {
    if (!DECIMAL.matcher(text.strip()).matches()) {
      throw new IllegalArgumentException("'%s' is not a number".formatted(text));
    }
    return Double.parseDouble(text.strip());
  }
}
