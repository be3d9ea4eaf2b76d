package org.mneme.data;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image and how well people remembered it.
 *
 * @param dataSet the name of the data set it comes from; in a combined one, of its source
 * @param id the image's name as the data's file has it, with {@code /} between folders on every
 *     machine and no {@code ./}; in MemCat {@code CATEGORY/SUBCATEGORY/FILE}; unique in a data set
 * @param image where the file is, or should be
 * @param score what people did, finite; 0..1 unless other scores were asked for
 * @param category such as {@code animal}; null where the data say none
 * @param subcategory such as {@code bear}; null where the data say none
 * @param group what must stay on one side of a split, such as the pictures of one scene
 * @param part its side in the split that comes with the data; null when it is in none
 * @param file the file that names the image and its score
 * @param line where in that file, from 1
 */
public record Item(
    String dataSet,
    String id,
    Path image,
    double score,
    @Nullable String category,
    @Nullable String subcategory,
    @Nullable String group,
    @Nullable Part part,
    Path file,
    long line) {
  /**
   * Checks the score.
   *
   * @param dataSet the name of the data set it comes from
   * @param id the image's name as the data's file has it, with {@code /} between folders on every
   *     machine and no {@code ./}
   * @param image where the file is, or should be
   * @param score what people did, finite
   * @param category such as {@code animal}
   * @param subcategory such as {@code bear}
   * @param group what must stay on one side of a split, such as the pictures of one scene
   * @param part its side in the split that comes with the data
   * @param file the file that names the image and its score
   * @param line where in that file, from 1
   * @throws IllegalArgumentException if it is not finite
   */
  public Item {
    Objects.requireNonNull(dataSet);
    Objects.requireNonNull(id);
    Objects.requireNonNull(image);
    Objects.requireNonNull(file);
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("the score of %s is %s".formatted(id, score));
    }
  }

  /**
   * {@return the same image on another side, or on none}
   *
   * @param other null for no side
   */
  public Item withPart(@Nullable Part other) {
    return new Item(dataSet, id, image, score, category, subcategory, group, other, file, line);
  }

  /**
   * {@return the same image with another score}
   *
   * @param other finite
   */
  public Item withScore(double other) {
    return new Item(dataSet, id, image, other, category, subcategory, group, part, file, line);
  }

  /**
   * {@return the same image in another file}
   *
   * @param other where the file is
   */
  public Item withImage(Path other) {
    return new Item(dataSet, id, other, score, category, subcategory, group, part, file, line);
  }

  Item withId(String other) {
    return new Item(dataSet, other, image, score, category, subcategory, group, part, file, line);
  }

  /** The line that it was read from, for messages: {@code scores.csv:17}. */
  String place() {
    return file.getFileName() + ":" + line;
  }
}
