package org.mneme.data;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of the files in a folder, and for a name that is not among them the one that was
 * probably meant.
 */
final class FolderNames {
  private static final Pattern LEADING_ZEROS = Pattern.compile("(?<!\\d)0+(?=\\d)");

  /** A way to look; its names are sorted once, as most of a large table's may be wrong. */
  private static final class Look {
    final String said;
    final UnaryOperator<String> of;
    private @Nullable Map<String, Optional<String>> names;

    Look(String said, UnaryOperator<String> of) {
      this.said = said;
      this.of = of;
    }

    /** The only name that looks so. */
    Optional<String> find(String name, Set<String> all) {
      Map<String, Optional<String>> known = names;
      if (known == null) {
        known = new HashMap<>();
        for (String each : all) {
          String look = of.apply(each);
          known.put(look, known.containsKey(look) ? Optional.empty() : Optional.of(each));
        }
        names = known;
      }
      return known.getOrDefault(of.apply(name), Optional.empty());
    }
  }

  private final Set<String> names = new HashSet<>();
  private final Look[] looks = {
    new Look("case or accents are written differently", FolderNames::folded),
    new Look("leading zeros differ", FolderNames::withoutZeros),
    new Look("the ending differs", FolderNames::stem),
    new Look("leading zeros and the ending differ", name -> stem(withoutZeros(name))),
  };

  void add(String name) {
    names.add(name);
  }

  boolean contains(String name) {
    return names.contains(name);
  }

  /** Tells people which file is there, and how its name differs. */
  Optional<String> similar(String name) {
    for (Look look : looks) {
      Optional<String> found = look.find(name, names);
      if (found.isPresent()) {
        return Optional.of("'%s' is there: %s".formatted(found.get(), look.said));
      }
    }
    return Optional.empty();
  }

  private static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  private static String withoutZeros(String name) {
    return LEADING_ZEROS.matcher(folded(name)).replaceAll("");
  }

  /** Without the ending, which a name with dots may lack. */
  private static String stem(String name) {
    return folded(name).replaceFirst("\\.(jpe?g|png|gif|bmp|tiff?|webp|hei[cf]|avif|jp2)$", "");
  }
}
