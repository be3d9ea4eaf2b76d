package org.mneme.cli;

import java.util.stream.Collectors;
import org.mneme.weights.Remedy;
import org.mneme.weights.WeightsException;

/** What the library offers as a way out, in the words of the command line. */
final class Remedies {
  private Remedies() {}

  /** A sentence to be put behind the message, with a space before it; empty without a remedy. */
  static String of(Throwable e) {
    return e instanceof WeightsException weights
        ? weights.remedy().map(remedy -> ". " + words(remedy)).orElse("")
        : "";
  }

  private static String words(Remedy remedy) {
    if (remedy instanceof Remedy.Ignore ignore) {
      return "Leave it out with: --ignore '%s'".formatted(ignore.pattern());
    }
    Remedy.ChooseStateDict choose = (Remedy.ChooseStateDict) remedy;
    String names =
        choose.names().stream()
            .map(name -> "--state-dict " + name)
            .collect(Collectors.joining(" or "));
    return "Choose one with: "
        + names
        + (choose.outermost()
            ? ", or the outermost with: --ignore '^(%s)\\.'"
                .formatted(String.join("|", choose.names()).replace(".", "\\."))
            : "");
  }
}
