package org.mneme.responses;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mneme.data.BadRow;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * What the values in a file of trials mean. Empty sets stand for the usual words; case does not
 * matter.
 *
 * @param oldResponses responses that say "seen before", such as the name of a key. Where they are
 *     given and {@code newResponses} are not, every other response says "new"
 * @param newResponses responses that say "new". Where they alone are given, every other one but an
 *     empty one says "seen before"
 * @param targets kinds of pictures that are measured
 * @param fillers kinds of pictures that fill the time
 * @param vigilance kinds of pictures that are repeated soon
 * @param ignored kinds of trials of which nothing is counted, such as practice
 */
public record TrialWords(
    Set<String> oldResponses,
    Set<String> newResponses,
    Set<String> targets,
    Set<String> fillers,
    Set<String> vigilance,
    Set<String> ignored) {
  /** The usual words. */
  public static final TrialWords USUAL =
      new TrialWords(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  private static final Set<String> MISSING = Set.of("na", "n/a", "nan");
  private static final Set<String> OLD =
      Set.of("old", "yes", "y", "true", "1", "seen", "repeat", "hit", "fa", "false alarm");
  private static final Set<String> NEW =
      Set.of(
          "new",
          "no",
          "n",
          "false",
          "0",
          "unseen",
          "miss",
          "cr",
          "correct rejection",
          "",
          "none",
          "null");
  private static final Set<String> REPEATED =
      Set.of("1", "true", "yes", "old", "repeat", "repeated", "second");
  private static final Set<String> FIRST = Set.of("0", "false", "no", "new", "first");
  private static final Set<String> TARGETS =
      Set.of("target", "critical", "experimental", "main", "test", "stimulus");
  private static final Set<String> FILLERS = Set.of("filler", "fill", "distractor");
  private static final Set<String> VIGILANCE =
      Set.of("vigilance", "vigil", "vig", "catch", "attention");
  private static final Set<String> IGNORED =
      Set.of("practice", "practise", "training", "study", "instruction", "fixation");

  private static final Map<Trial.Kind, Set<String>> USUAL_KINDS =
      Map.of(
          Trial.Kind.TARGET, TARGETS,
          Trial.Kind.FILLER, FILLERS,
          Trial.Kind.VIGILANCE, VIGILANCE,
          Trial.Kind.IGNORED, IGNORED);

  /**
   * Keeps copies in lower case.
   *
   * @param oldResponses responses that say "seen before"
   * @param newResponses responses that say "new"
   * @param targets kinds of pictures that are measured
   * @param fillers kinds of pictures that fill the time
   * @param vigilance kinds of pictures that are repeated soon
   * @param ignored kinds of trials of which nothing is counted
   * @throws IllegalArgumentException if a value has two meanings
   */
  public TrialWords {
    oldResponses = lower(oldResponses);
    newResponses = lower(newResponses);
    targets = lower(targets);
    fillers = lower(fillers);
    vigilance = lower(vigilance);
    ignored = lower(ignored);
    requireApart("response", List.of(oldResponses, newResponses));
    requireApart("kind", List.of(targets, fillers, vigilance, ignored));
  }

  private static Set<String> lower(Set<String> words) {
    Set<String> lower = new HashSet<>();
    words.forEach(word -> lower.add(word.strip().toLowerCase(Locale.ROOT)));
    return Set.copyOf(lower);
  }

  private static void requireApart(String what, List<Set<String>> sets) {
    Set<String> seen = new HashSet<>();
    for (Set<String> set : sets) {
      for (String word : set) {
        if (!seen.add(word)) {
          throw new IllegalArgumentException("%s '%s' is given two meanings".formatted(what, word));
        }
      }
    }
  }

  /** What a participant's response says. */
  Trial.Answer answer(String text) throws BadRow {
    String word = text.toLowerCase(Locale.ROOT);
    if (oldResponses.contains(word)) {
      return Trial.Answer.OLD;
    }
    if (newResponses.contains(word)) {
      return Trial.Answer.NEW;
    }
    if (MISSING.contains(word)) {
      return Trial.Answer.MISSING;
    }
    if (oldResponses.isEmpty() && newResponses.isEmpty()) {
      if (OLD.contains(word)) {
        return Trial.Answer.OLD;
      }
      if (NEW.contains(word)) {
        return Trial.Answer.NEW;
      }
    } else if (text.isEmpty() || newResponses.isEmpty()) {
      return Trial.Answer.NEW;
    } else if (oldResponses.isEmpty()) {
      return Trial.Answer.OLD;
    }
    throw new BadRow(
        "response '%s' is neither old (%s) nor new (%s)"
            .formatted(
                BadRow.shown(text),
                shown(oldResponses.isEmpty() ? OLD : oldResponses),
                shown(newResponses.isEmpty() ? NEW : newResponses)),
        Remedy.of(
            Action.NAME_VALUE, "Say which responses mean that it was seen before", "old-response"));
  }

  /** Whether the participant was right. */
  Optional<Boolean> correct(String text) throws BadRow {
    String word = text.toLowerCase(Locale.ROOT);
    if (word.isEmpty() || MISSING.contains(word)) {
      return Optional.empty();
    }
    return Optional.of(yes("correct", word, text));
  }

  /** Whether the picture was seen before. */
  boolean repeat(String text) throws BadRow {
    return yes("repeat", text.toLowerCase(Locale.ROOT), text);
  }

  private static boolean yes(String what, String word, String text) throws BadRow {
    if (REPEATED.contains(word)) {
      return true;
    }
    if (FIRST.contains(word)) {
      return false;
    }
    throw new BadRow(
        "%s '%s' is neither yes (%s) nor no (%s)"
            .formatted(what, BadRow.shown(text), shown(REPEATED), shown(FIRST)));
  }

  Trial.Kind kind(String text) throws BadRow {
    String word = text.toLowerCase(Locale.ROOT);
    Map<Trial.Kind, Set<String>> given =
        Map.of(
            Trial.Kind.TARGET, targets,
            Trial.Kind.FILLER, fillers,
            Trial.Kind.VIGILANCE, vigilance,
            Trial.Kind.IGNORED, ignored);
    for (Map<Trial.Kind, Set<String>> words : List.of(given, USUAL_KINDS)) {
      for (Trial.Kind kind : Trial.Kind.values()) {
        if (words.getOrDefault(kind, Set.of()).contains(word)) {
          return kind;
        }
      }
    }
    throw new BadRow(
        "kind '%s' is none of target (%s), filler (%s), vigilance (%s) and practice (%s)"
            .formatted(
                BadRow.shown(text),
                shown(targets.isEmpty() ? TARGETS : targets),
                shown(fillers.isEmpty() ? FILLERS : fillers),
                shown(vigilance.isEmpty() ? VIGILANCE : vigilance),
                shown(ignored.isEmpty() ? IGNORED : ignored)),
        Remedy.of(Action.NAME_VALUE, "Say which pictures are measured", "target"));
  }

  private static String shown(Set<String> words) {
    List<String> sorted = new ArrayList<>(new TreeSet<>(words));
    sorted.replaceAll(word -> word.isEmpty() ? "nothing" : word);
    return BadRow.shown(String.join(", ", sorted));
  }
}
