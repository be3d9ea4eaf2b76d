package org.mneme.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mneme.data.DataException;
import org.mneme.data.DataRemedy;
import org.mneme.weights.Remedy;
import org.mneme.weights.WeightsException;

/** What the library offers as a way out, in the words of the command line. */
final class Remedies {
  private Remedies() {}

  /** What is to be put behind the message; empty without a remedy. */
  static String of(Throwable e) {
    if (e instanceof DataException data) {
      return words(data.remedies());
    }
    return e instanceof WeightsException weights
        ? weights.remedy().map(remedy -> ". " + words(remedy)).orElse("")
        : "";
  }

  private static String words(List<DataRemedy> remedies) {
    StringBuilder words = new StringBuilder();
    for (DataRemedy remedy : remedies) {
      if (remedy instanceof DataRemedy.SkipRows) {
        words.append(", or go on without such rows: --skip-bad");
      } else if (remedy instanceof DataRemedy.ImagesIn images) {
        words.append(
            images
                .folder()
                .map(folder -> " --images " + folder)
                .orElse(". Say where they are: --images DIR"));
      } else if (remedy instanceof DataRemedy.Scale scale) {
        words.append(String.format(Locale.ROOT, ". Divide them: --scale %.0f", scale.by()));
      } else {
        words
            .append(words.isEmpty() ? ". Take" : ", or take")
            .append(" them as they are: --any-score");
      }
    }
    return words.toString();
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
