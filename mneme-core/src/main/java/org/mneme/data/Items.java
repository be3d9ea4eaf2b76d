package org.mneme.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/** Makes items of rows, and problems of bad ones. */
final class Items {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d*+,\\d++");
  private static final Pattern NO_NUMBER =
      Pattern.compile("|[+-]?nan|n/?a|null|none|[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

  private final String dataSet;
  private final ImageFolder folder;
  private final ReadOptions options;
  private final Problems problems;
  private final Map<String, Item> byId = new LinkedHashMap<>();
  private final ScoreScale scale;

  Items(String dataSet, Path images, ReadOptions options, Problems problems) {
    this.dataSet = dataSet;
    this.folder = new ImageFolder(options.images().orElse(images), options);
    this.options = options;
    this.problems = problems;
    this.scale = new ScoreScale();
  }

  void add(Row row) throws IOException {
    try {
      String id = ImageId.of(row.image(), options.absolutePaths());
      if (!options.anyScore()) {
        scale.see(row.file(), row.score(), options.scale());
      }
      Item item =
          new Item(
              dataSet,
              id,
              folder.find(id),
              score(row.score(), id, options),
              label(row.category()),
              label(row.subcategory()),
              label(row.group()),
              part(row.part()),
              row.file(),
              row.line());
      Item earlier = byId.putIfAbsent(id, item);
      if (earlier != null) {
        throw twice(earlier, item.part(), item.score());
      }
    } catch (BadRow e) {
      if (row.image().startsWith("#") && options.needImages()) {
        problems.warn(
            row.file(),
            row.line(),
            "taken for a comment, since it begins with # and there is no image '%s'"
                .formatted(BadRow.shown(row.image())));
      } else {
        problems.error(row.file(), row.line(), e);
      }
    }
  }

  /**
   * What was made of the good rows, in their order.
   *
   * @throws DataException if no image at all was found, or the scores are plainly of another range:
   *     what is wrong with every row is said once
   */
  List<Item> list() throws DataException {
    folder.requireSome();
    scale.requireFractions();
    return List.copyOf(byId.values());
  }

  /** The problem of an image that is named a second time. */
  static BadRow twice(Item earlier, @Nullable Part part, double score) {
    Part other = earlier.part();
    if (part != null && other != null && part != other) {
      return new BadRow(
          "LEAK: image '%s' is in %s, and also in %s (%s)"
              .formatted(earlier.id(), part.label(), other.label(), earlier.place()));
    }
    String scores =
        score == earlier.score()
            ? ""
            : String.format(Locale.ROOT, ", scored %s here and %s there", score, earlier.score());
    return new BadRow(
        "image '%s' is there twice: first at %s%s"
            .formatted(earlier.id(), earlier.place(), scores));
  }

  /** A human score, in the range that the options ask for. */
  static double score(String text, String id, ReadOptions options) throws BadRow {
    double score = number(text, id) / options.scale();
    if (!options.anyScore() && (score < 0 || score > 1)) {
      throw new BadRow(
          "score %s is outside 0..1".formatted(BadRow.shown(text)),
          Remedy.of(
              Action.ALLOW_ANY_SCORE,
              "Rescale it (a percentage: divide by 100), or allow such scores"));
    }
    return score;
  }

  /** Any finite number. */
  static double number(String text, String id) throws BadRow {
    if (NO_NUMBER.matcher(text).matches()) {
      throw new BadRow(
          "image '%s' has no score (%s)".formatted(id, text.isEmpty() ? "it is empty" : text));
    }
    if (DECIMAL_COMMA.matcher(text).matches()) {
      throw new BadRow(
          "score '%s' has a decimal comma; write %s"
              .formatted(BadRow.shown(text), BadRow.shown(text).replace(',', '.')));
    }
    if (!isNumber(text)) {
      throw new BadRow("score '%s' is not a number".formatted(BadRow.shown(text)));
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw new BadRow("score '%s' is too large for a number".formatted(BadRow.shown(text)));
    }
    return number;
  }

  /** Whether it is written as a decimal number. */
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static @Nullable String label(@Nullable String text) throws BadRow {
    if (text == null || text.isEmpty()) {
      return null;
    }
    if (text.indexOf(TextFile.DAMAGED) >= 0) {
      throw new BadRow(
          "'%s' is not UTF-8 text. Save the file as UTF-8".formatted(BadRow.shown(text)));
    }
    return text;
  }

  private static @Nullable Part part(@Nullable String text) throws BadRow {
    String label = label(text);
    if (label == null) {
      return null;
    }
    Optional<Part> part = Part.of(label);
    return part.orElseThrow(
        () ->
            new BadRow("split '%s' is none of train, val and test".formatted(BadRow.shown(label))));
  }
}
