package org.mneme.train;

import static org.mneme.settings.ValueKind.above;
import static org.mneme.settings.ValueKind.count;
import static org.mneme.settings.ValueKind.text;
import static org.mneme.settings.ValueKind.truth;
import static org.mneme.settings.ValueKind.whole;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Columns;
import org.mneme.data.ReadOptions;
import org.mneme.data.Shares;
import org.mneme.settings.Setting;
import org.mneme.settings.SettingText;
import org.mneme.settings.SettingValues;
import org.mneme.settings.ValueKind;

/** Which images a training has, as flat names and values. */
final class DataCodec {
  private static final ValueKind<Path> FILE = text("a file or folder", Path::of, Path::toString);

  private static final Setting<Path> DATA =
      Setting.required(
          "data", FILE, "DIR|CSV", "Images with human scores: LaMem, MemCat, both, or a CSV file.");
  private static final Setting<Integer> SPLIT =
      Setting.of("split", count(1), 1, "N", "Number of the split that comes with the data.");
  private static final Setting<Shares> SHARES =
      Setting.optional(
          "shares",
          text("three numbers: 0.8,0.1,0.1", DataCodec::shares, DataCodec::text3),
          "TRAIN,VAL,TEST",
          "Random split instead, as fractions or counts. Default if the data have no split:"
              + " 0.8,0.1,0.1.");
  private static final Setting<Long> SPLIT_SEED =
      Setting.of(
          "split_seed",
          whole(Long.MIN_VALUE, Long.MAX_VALUE),
          TrainData.USUAL_SPLIT_SEED,
          "N",
          "Seed of a random split or of folds.");
  private static final Setting<Integer> FOLDS =
      Setting.optional(
          "folds",
          count(2),
          "K",
          "Cross-validation with K folds: K trainings, each tested on its own fold. A tenth of the"
              + " other images is for validation.");
  private static final Setting<Integer> FOLD =
      Setting.optional("fold", count(1), "I", "Train only the I-th fold, counted from 1.");
  private static final Setting<Boolean> SKIP_BAD =
      Setting.of(
          "skip_bad",
          truth(),
          false,
          "BOOL",
          "Leave out and count bad rows and images instead of stopping.");
  private static final Setting<Boolean> ANY_SCORE =
      Setting.of("any_score", truth(), false, "BOOL", "Accept human scores outside 0..1.");
  private static final Setting<Double> SCALE =
      Setting.optional("scale", above(0), "N", "Divide human scores by N: 100 for percentages.");
  private static final Setting<Boolean> WITHOUT_FA_CORRECTION =
      Setting.of(
          "without_fa_correction",
          truth(),
          false,
          "BOOL",
          "Use MemCat's hit rates without correction for false alarms.");
  private static final Setting<Path> IMAGES =
      Setting.optional(
          "images",
          FILE,
          "DIR",
          "Folder that image names are relative to. Default: images/ beside the data.");
  private static final Setting<Boolean> ABSOLUTE_PATHS =
      Setting.of(
          "absolute_paths", truth(), false, "BOOL", "Accept images named by absolute paths.");
  private static final Setting<String> IMAGE_COLUMN =
      column("image_column", "CSV column of image names. Default: image, file, path or similar.");
  private static final Setting<String> SCORE_COLUMN =
      column("score_column", "CSV column of human scores. Default: score or memorability.");
  private static final Setting<String> CATEGORY_COLUMN =
      column("category_column", "CSV column of categories. Default: category, if there is one.");
  private static final Setting<String> SUBCATEGORY_COLUMN =
      column(
          "subcategory_column",
          "CSV column of subcategories. Default: subcategory, if there is one.");
  private static final Setting<String> GROUP_COLUMN =
      column(
          "group_column",
          "CSV column of groups that a split keeps together. Default: group, if there is one.");
  private static final Setting<String> SPLIT_COLUMN =
      column(
          "split_column", "CSV column with train, val and test. Default: split, if there is one.");

  /** How a data set is read, without which it is. */
  static final List<Setting<?>> READING =
      List.of(
          SKIP_BAD,
          ANY_SCORE,
          SCALE,
          WITHOUT_FA_CORRECTION,
          IMAGES,
          ABSOLUTE_PATHS,
          IMAGE_COLUMN,
          SCORE_COLUMN,
          CATEGORY_COLUMN,
          SUBCATEGORY_COLUMN,
          GROUP_COLUMN,
          SPLIT_COLUMN);

  /** Which data set it is, and how it is split. */
  static final List<Setting<?>> WHICH = List.of(DATA, SPLIT, SHARES, SPLIT_SEED, FOLDS, FOLD);

  private DataCodec() {}

  private static Setting<String> column(String name, String description) {
    return Setting.optional(name, text(), "NAME", description);
  }

  private static Shares shares(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("three numbers are needed: 0.8,0.1,0.1");
    }
    double[] numbers = new double[3];
    for (int i = 0; i < 3; i++) {
      numbers[i] = TrainCodec.decimal(parts[i]);
    }
    return new Shares(numbers[0], numbers[1], numbers[2]);
  }

  private static String text3(Shares shares) {
    return SettingText.of(List.of(shares.train(), shares.val(), shares.test()));
  }

  static TrainData read(SettingValues values) {
    Columns columns =
        new Columns(
            orNull(values.find(IMAGE_COLUMN)),
            orNull(values.find(SCORE_COLUMN)),
            orNull(values.find(CATEGORY_COLUMN)),
            orNull(values.find(SUBCATEGORY_COLUMN)),
            orNull(values.find(GROUP_COLUMN)),
            orNull(values.find(SPLIT_COLUMN)));
    ReadOptions reading =
        ReadOptions.STRICT
            .withColumns(columns)
            .withSplitNumber(values.get(SPLIT))
            .withSkipBad(values.get(SKIP_BAD))
            .withAnyScore(values.get(ANY_SCORE))
            .withScale(values.find(SCALE).orElse(1.))
            .withAbsolutePaths(values.get(ABSOLUTE_PATHS))
            .withFalseAlarms(!values.get(WITHOUT_FA_CORRECTION));
    Optional<Path> images = values.find(IMAGES);
    return new TrainData(
        values.get(DATA),
        images.isPresent() ? reading.withImages(images.get()) : reading,
        values.find(SHARES),
        values.get(SPLIT_SEED),
        values.find(FOLDS),
        values.find(FOLD));
  }

  private static @Nullable String orNull(Optional<String> value) {
    return value.orElse(null);
  }

  static Map<String, Object> write(TrainData data) {
    Map<String, Object> values = new LinkedHashMap<>();
    ReadOptions reading = data.reading();
    TrainCodec.put(values, DATA, data.place());
    TrainCodec.put(values, SPLIT, reading.splitNumber());
    TrainCodec.put(values, SHARES, data.shares().orElse(null));
    TrainCodec.put(values, SPLIT_SEED, data.splitSeed());
    TrainCodec.put(values, FOLDS, data.folds().orElse(null));
    TrainCodec.put(values, FOLD, data.fold().orElse(null));
    TrainCodec.put(values, SKIP_BAD, reading.skipBad());
    TrainCodec.put(values, ANY_SCORE, reading.anyScore());
    TrainCodec.put(values, SCALE, reading.scale() == 1 ? null : reading.scale());
    TrainCodec.put(values, WITHOUT_FA_CORRECTION, !reading.falseAlarms());
    TrainCodec.put(values, IMAGES, reading.images().orElse(null));
    TrainCodec.put(values, ABSOLUTE_PATHS, reading.absolutePaths());
    TrainCodec.put(values, IMAGE_COLUMN, reading.columns().image());
    TrainCodec.put(values, SCORE_COLUMN, reading.columns().score());
    TrainCodec.put(values, CATEGORY_COLUMN, reading.columns().category());
    TrainCodec.put(values, SUBCATEGORY_COLUMN, reading.columns().subcategory());
    TrainCodec.put(values, GROUP_COLUMN, reading.columns().group());
    TrainCodec.put(values, SPLIT_COLUMN, reading.columns().split());
    return values;
  }
}
