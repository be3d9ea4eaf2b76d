package org.mneme.settings;

import java.util.Optional;

/**
 * One setting of a job. Sweep files, {@code run.json}, MLflow and the command line (there {@code
 * --learning-rate}) know it by one name.
 *
 * @param <T> what a job takes
 * @param name lower-case letters and underscores
 * @param kind which values it takes, and how they are written
 * @param label what stands for its value in help texts, such as {@code RATE}
 * @param description for people, without the value that it has unless said
 * @param usual that value; empty if it must be given, or if its absence has a meaning that the
 *     description tells
 * @param required whether it must be given
 */
public record Setting<T>(
    String name,
    ValueKind<T> kind,
    String label,
    String description,
    Optional<T> usual,
    boolean required) {

  /**
   * {@return a setting that is {@code usual} unless said}
   *
   * @param <T> what a job takes
   * @param name lower-case letters and underscores
   * @param kind which values it takes
   * @param usual the value that it has unless said
   * @param label what stands for its value in help texts
   * @param description for people
   */
  public static <T> Setting<T> of(
      String name, ValueKind<T> kind, T usual, String label, String description) {
    return new Setting<>(name, kind, label, description, Optional.of(usual), false);
  }

  /**
   * {@return a setting whose absence has a meaning of its own}
   *
   * @param <T> what a job takes
   * @param name lower-case letters and underscores
   * @param kind which values it takes
   * @param label what stands for its value in help texts
   * @param description for people, absence included
   */
  public static <T> Setting<T> optional(
      String name, ValueKind<T> kind, String label, String description) {
    return new Setting<>(name, kind, label, description, Optional.empty(), false);
  }

  /**
   * {@return a setting that must be given}
   *
   * @param <T> what a job takes
   * @param name lower-case letters and underscores
   * @param kind which values it takes
   * @param label what stands for its value in help texts
   * @param description for people
   */
  public static <T> Setting<T> required(
      String name, ValueKind<T> kind, String label, String description) {
    return new Setting<>(name, kind, label, description, Optional.empty(), true);
  }

  /**
   * {@return the value that was written so}
   *
   * @param written text, a Long, a Double, a Boolean or a list of texts
   * @throws SettingException if it is of another kind or out of range
   */
  public T read(Object written) {
    Optional<T> value;
    try {
      value = kind.reader().apply(written);
    } catch (SettingException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          name, "is %s: %s".formatted(SettingText.exact(written), e.getMessage()));
    }
    return value.orElseThrow(
        () ->
            new SettingException(
                name, "must be %s, not %s".formatted(kind.needed(), SettingText.exact(written))));
  }

  /**
   * {@return a value as it is written}
   *
   * @param value what a job takes
   */
  public Object write(T value) {
    return kind.writer().apply(value);
  }

  /** {@return the value that it has unless said, as people write it} */
  public Optional<String> usualText() {
    return usual.map(value -> SettingText.of(write(value)));
  }
}
