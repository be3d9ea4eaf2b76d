package org.mneme.data;

import java.util.Objects;
import org.mneme.image.ImageLimits;

/**
 * How closely to look.
 *
 * @param images what to do with each image file
 * @param duplicates whether to look for images with the same content, by SHA-256 of their files;
 *     reads every file whole
 * @param threads how many images to look at together, from 1
 * @param limits for images that are decoded; larger ones are problems
 */
public record InspectOptions(Images images, boolean duplicates, int threads, ImageLimits limits) {
  /** What to do with an image file. */
  public enum Images {
    /** Nothing: no image is opened. */
    SKIP,
    /** Read width and height. Finds what is no picture, but not every broken one. */
    HEADER,
    /** Decode it all. */
    DECODE
  }

  /** Headers only, on as many threads as there are processors. */
  public static final InspectOptions QUICK =
      new InspectOptions(
          Images.HEADER, false, Runtime.getRuntime().availableProcessors(), ImageLimits.DEFAULT);

  /**
   * Checks the number of threads.
   *
   * @param images what to do with each image file
   * @param duplicates whether to look for images with the same content, by SHA-256 of their files
   * @param threads how many images to look at together, from 1
   * @param limits for images that are decoded
   * @throws IllegalArgumentException if it is below 1
   */
  public InspectOptions {
    Objects.requireNonNull(images);
    Objects.requireNonNull(limits);
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
  }

  /**
   * {@return a copy that does something else with each image}
   *
   * @param other skip, read its header, or decode it
   */
  public InspectOptions withImages(Images other) {
    return new InspectOptions(other, duplicates, threads, limits);
  }

  /**
   * {@return a copy that looks for duplicates, or does not}
   *
   * @param find whether to read every file whole
   */
  public InspectOptions withDuplicates(boolean find) {
    return new InspectOptions(images, find, threads, limits);
  }

  /**
   * {@return a copy that looks at this many images together}
   *
   * @param count 1 or more
   */
  public InspectOptions withThreads(int count) {
    return new InspectOptions(images, duplicates, count, limits);
  }

  /**
   * {@return a copy with other limits of an image}
   *
   * @param other larger images are problems
   */
  public InspectOptions withLimits(ImageLimits other) {
    return new InspectOptions(images, duplicates, threads, other);
  }
}
