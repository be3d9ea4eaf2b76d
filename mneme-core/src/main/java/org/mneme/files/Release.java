package org.mneme.files;

/** Which release of Mneme runs, as the manifest of its jar says. */
public final class Release {
  private Release() {}

  /** The version, such as 0.1.0; in brackets if classes do not come from a jar. */
  public static String version() {
    String version = Release.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }
}
