package org.mneme.data;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a CSV file to read, by their names in its first line; upper and lower case are
 * the same. Null stands for the usual names.
 *
 * @param image usually {@code image}, {@code image_file}, {@code image_path}, {@code file}, {@code
 *     filename}, {@code file_name} or {@code path}
 * @param score usually {@code score}, {@code memorability} or {@code memorability_score}
 * @param category usually {@code category}; need not be there
 * @param subcategory usually {@code subcategory}; need not be there
 * @param group usually {@code group}; need not be there
 * @param split usually {@code split} or, for split number N, {@code split_N}; need not be there
 */
public record Columns(
    @Nullable String image,
    @Nullable String score,
    @Nullable String category,
    @Nullable String subcategory,
    @Nullable String group,
    @Nullable String split) {
  /** The usual names for all. */
  public static final Columns USUAL = new Columns(null, null, null, null, null, null);

  /** The names that are given, in lower case. */
  List<String> given() {
    return Stream.of(image, score, category, subcategory, group, split)
        .filter(Objects::nonNull)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .toList();
  }

  /**
   * {@return a copy that reads images' names from another column}
   *
   * @param name null for a usual one
   */
  public Columns withImage(String name) {
    return new Columns(name, score, category, subcategory, group, split);
  }

  /**
   * {@return a copy that reads scores from another column}
   *
   * @param name null for a usual one
   */
  public Columns withScore(String name) {
    return new Columns(image, name, category, subcategory, group, split);
  }

  /**
   * {@return a copy that reads categories from another column}
   *
   * @param name null for the usual one
   */
  public Columns withCategory(String name) {
    return new Columns(image, score, name, subcategory, group, split);
  }

  /**
   * {@return a copy that reads subcategories from another column}
   *
   * @param name null for the usual one
   */
  public Columns withSubcategory(String name) {
    return new Columns(image, score, category, name, group, split);
  }

  /**
   * {@return a copy that reads groups from another column}
   *
   * @param name null for the usual one
   */
  public Columns withGroup(String name) {
    return new Columns(image, score, category, subcategory, name, split);
  }

  /**
   * {@return a copy that reads sides of the split from another column}
   *
   * @param name null for a usual one
   */
  public Columns withSplit(String name) {
    return new Columns(image, score, category, subcategory, group, name);
  }
}
