package org.mneme.settings;

/**
 * A setting that cannot be taken. {@link #getMessage} names it as files do ({@code learning_rate});
 * an edge that names settings in another way puts its own name before {@link #problem}.
 */
public final class SettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** The setting's name. */
  private final String setting;

  /** What is wrong with it. */
  private final String problem;

  /**
   * What is wrong with one setting.
   *
   * @param setting its name
   * @param problem what is wrong with it, to be read after the name: {@code must be at least 1, not
   *     0}
   */
  public SettingException(String setting, String problem) {
    super(setting + " " + problem);
    this.setting = setting;
    this.problem = problem;
  }

  /** {@return the setting's name} */
  public String setting() {
    return setting;
  }

  /** {@return what is wrong with it, to be read after its name} */
  public String problem() {
    return problem;
  }
}
