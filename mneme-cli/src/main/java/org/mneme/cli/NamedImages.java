package org.mneme.cli;

import java.util.List;

/** What commands say of images that were named and are not there. */
final class NamedImages {
  private NamedImages() {}

  /** Some of the names lead nowhere. */
  static String noSuch(List<String> missing) {
    return "%s: no such file or folder; check the name%s"
        .formatted(String.join(", ", missing), missing.size() > 1 ? "s" : "");
  }

  /** All that was named is there, and no image is in it. */
  static String none(List<String> arguments) {
    return "no images in %s: no file there ends like a picture's or begins like one"
        .formatted(String.join(", ", arguments));
  }
}
