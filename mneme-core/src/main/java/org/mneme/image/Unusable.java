package org.mneme.image;

import java.io.IOException;

/**
 * What is wrong with a picture, before its file name is known. {@link ImageDecoder} makes an {@link
 * ImageException} of it, one line: the file, this message, the advice.
 */
public final class Unusable extends IOException {
  private static final long serialVersionUID = 1;

  private static final String DAMAGED = "get an undamaged copy";

  private final String advice;

  /**
   * @param found what is wrong with the picture
   * @param advice what its owner can do
   */
  public Unusable(String found, String advice) {
    super(found);
    this.advice = advice;
  }

  public Unusable(String found, String advice, Throwable cause) {
    super(found, cause);
    this.advice = advice;
  }

  /** One whose data contradict themselves or end early. */
  public static Unusable damaged(String found) {
    return new Unusable(found, DAMAGED);
  }

  /** One of a kind that no decoder here takes, such as {@code "BigTIFF"}. */
  public static Unusable unsupported(String found) {
    return new Unusable(found + " cannot be read", "convert it to JPEG or PNG");
  }

  ImageException in(String file) {
    return new ImageException(file + ": " + getMessage() + "; " + advice, this);
  }

  /** What a library threw at a file that it could not make sense of. */
  static ImageException wrap(String file, Throwable thrown) {
    String kind = thrown.getClass().getSimpleName();
    String message =
        thrown instanceof RuntimeException ? kind : String.valueOf(thrown.getMessage());
    String what = message.lines().findFirst().orElse(kind).strip();
    return new ImageException(
        "%s: its data cannot be decoded (%s); %s".formatted(file, what, DAMAGED), thrown);
  }
}
