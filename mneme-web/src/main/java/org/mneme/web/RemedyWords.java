package org.mneme.web;

import org.mneme.remedy.Remedied;
import org.mneme.remedy.Remedy;

/** What a remedy of the library is called in a request: a parameter of the address. */
final class RemedyWords {
  private RemedyWords() {}

  /** What a failure says, with its remedies as a client can take them. */
  static String message(Throwable failure) {
    return failure instanceof Remedied remedied
        ? Remedy.message(remedied.found(), remedied.remedies(), RemedyWords::of)
        : String.valueOf(failure.getMessage());
  }

  private static String of(Remedy remedy) {
    String about = remedy.about().isEmpty() ? "" : remedy.about().get(0);
    String words =
        switch (remedy.action()) {
          case SKIP_BAD -> "skipBad=true";
          case ALLOW_ANY_SCORE -> "anyScore=true";
          case SCALE_SCORES -> "scale=" + about;
          case NAME_COLUMN -> "%sColumn=NAME".formatted(about);
          default -> ""; // for the server's operator, or in plain words already
        };
    return words.isEmpty() ? remedy.advice() : remedy.advice() + ": " + words;
  }
}
