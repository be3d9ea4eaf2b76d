package org.mneme.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * What is wrong with a picture, before its file name is known. {@link ImageDecoder} makes an {@link
 * ImageException} of it, one line: the file, this message, the advice.
 */
public final class Unusable extends IOException {
  private static final long serialVersionUID = 1;

  private static final String DAMAGED = "get an undamaged copy";
  private static final String CONVERT = "convert it to JPEG or PNG";
  private static final Pattern UNKNOWN_KIND =
      Pattern.compile("not implemented|not supported|Unsupported JPEG process");

  /** What the picture's owner can do. */
  private final String advice;

  /**
   * A failure without another behind it.
   *
   * @param found what is wrong with the picture
   * @param advice what its owner can do
   */
  public Unusable(String found, String advice) {
    super(found);
    this.advice = advice;
  }

  /**
   * A failure that another one caused.
   *
   * @param found what is wrong with the picture
   * @param advice what its owner can do
   * @param cause what made it fail
   */
  public Unusable(String found, String advice, Throwable cause) {
    super(found, cause);
    this.advice = advice;
  }

  /**
   * One whose data contradict themselves or end early.
   *
   * @param found what is wrong with its data
   * @return to be thrown
   */
  public static Unusable damaged(String found) {
    return new Unusable(found, DAMAGED);
  }

  /**
   * One of a kind that no decoder here takes, such as {@code "BigTIFF"}.
   *
   * @param found the kind, to be followed by "cannot be read"
   * @return to be thrown
   */
  public static Unusable unsupported(String found) {
    return new Unusable(found + " cannot be read", CONVERT);
  }

  ImageException in(String file) {
    return new ImageException(file + ": " + getMessage() + "; " + advice, this);
  }

  /**
   * What a decoder threw at a picture of this format that it could not make sense of. Its own words
   * help nobody who has the picture; they are kept as the cause.
   */
  static Unusable of(String format, Throwable thrown) {
    String found = "the %s's data are damaged".formatted(format);
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String words = String.valueOf(t.getMessage());
      if (t instanceof EOFException || words.contains("out of stream")) {
        found = "the %s is cut short".formatted(format);
      } else if (UNKNOWN_KIND.matcher(words).find()) {
        return new Unusable("this kind of " + format + " cannot be read", CONVERT, thrown);
      }
    }
    return new Unusable(found, DAMAGED, thrown);
  }
}
