package org.mneme.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * Which images of a data set are meant.
 *
 * @param part null for all
 * @param number of the split among those that come with the data
 * @param optional whether data without a split are taken whole
 */
public record SplitChoice(@Nullable Part part, int number, boolean optional) {
  /** The test part of the first split, or all images where there is no split. */
  public static final SplitChoice USUAL = new SplitChoice(Part.TEST, 1, true);

  private static final Pattern FORM =
      Pattern.compile("(train|val|test)?(?:_?([1-9]\\d{0,5}))?", Pattern.CASE_INSENSITIVE);

  /**
   * Reads what the user wrote: a part, a split's number, both as {@code val_3}, or {@code all}.
   *
   * @param text in any case
   * @return the choice
   * @throws IllegalArgumentException for anything else
   */
  public static SplitChoice of(String text) {
    if (text.equalsIgnoreCase("all")) {
      return new SplitChoice(null, 1, false);
    }
    Matcher matcher = FORM.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "split '%s' is none of: train, val, test, all, a split's number such as 3, val_3"
              .formatted(text));
    }
    @Nullable String part = matcher.group(1);
    @Nullable String number = matcher.group(2);
    return new SplitChoice(
        part == null ? Part.TEST : Part.valueOf(part.toUpperCase(Locale.ROOT)),
        number == null ? 1 : Integer.parseInt(number),
        false);
  }

  /**
   * {@return the images}
   *
   * @param data with or without a split
   * @throws DataException if the part is empty
   */
  public List<Item> of(DataSet data) throws DataException {
    if (takesAll(data)) {
      return data.items();
    }
    Split split = data.official();
    List<Item> chosen = split.part(Optional.ofNullable(part).orElseThrow());
    if (chosen.isEmpty()) {
      throw new DataException(
          "%s: the %s set of split %d is empty"
              .formatted(data.items().get(0).file(), name(), number),
          Remedy.of(Action.CHOOSE_SPLIT, "Choose another, or all images"));
    }
    return chosen;
  }

  /**
   * {@return what was chosen, for people: {@code test set of split 1}, or {@code all images}}
   *
   * @param data with or without a split
   */
  public String describe(DataSet data) {
    return takesAll(data) ? "all images" : "%s set of split %d".formatted(name(), number);
  }

  private boolean takesAll(DataSet data) {
    return part == null
        || (optional && data.items().stream().allMatch(item -> item.part() == null));
  }

  private String name() {
    return part == null ? "whole" : part.label();
  }
}
