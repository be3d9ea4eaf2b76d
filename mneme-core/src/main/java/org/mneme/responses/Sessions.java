package org.mneme.responses;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mneme.data.BadRow;
import org.mneme.data.Problems;

/** Puts each participant's trials in order, and leaves out what cannot be counted. */
final class Sessions {
  private final TrialReading reading;
  private final Problems problems;
  private final List<String> falseStarts = new ArrayList<>();
  private long seenInFalseStarts;
  private long laterRepeats;
  private long tooFast;
  private long missing;
  private long derived;

  Sessions(TrialReading reading, Problems problems) {
    this.reading = reading;
    this.problems = problems;
  }

  List<Trial> trials(List<TrialRow> rows) {
    Map<String, List<TrialRow>> byParticipant = new LinkedHashMap<>();
    for (TrialRow row : rows) {
      byParticipant.computeIfAbsent(row.trial().participant(), each -> new ArrayList<>()).add(row);
    }
    List<Trial> all = new ArrayList<>();
    for (List<TrialRow> each : byParticipant.values()) {
      all.addAll(counted(ordered(withoutFalseStarts(blocks(each)))));
    }
    return all;
  }

  /** What was left out, a line each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!falseStarts.isEmpty()) {
      notes.add(
          "false starts are left out: %s; and %d later trials of pictures seen in them"
              .formatted(String.join(", ", falseStarts), seenInFalseStarts));
    }
    note(laterRepeats, "%,d third or later showings are left out", notes);
    note(
        tooFast, "%,d responses quicker than " + plain(reading.fastest()) + " are left out", notes);
    note(missing, "%,d trials without a recorded answer are left out", notes);
    note(derived, "of %,d trials the order tells whether the picture is repeated", notes);
    return notes;
  }

  private static void note(long count, String text, List<String> notes) {
    if (count > 0) {
      notes.add(String.format(Locale.ROOT, text, count));
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  /** A participant's rows, apart where the trial numbers begin again. */
  private List<List<TrialRow>> blocks(List<TrialRow> rows) {
    Map<Double, Trial> first = new HashMap<>();
    boolean anyTwice = false;
    double least = Double.POSITIVE_INFINITY;
    for (TrialRow row : rows) {
      anyTwice |= first.putIfAbsent(row.trial().order(), row.trial()) != null;
      least = Math.min(least, row.trial().order());
    }
    if (!anyTwice || !rows.get(0).orderKnown()) {
      return List.of(rows);
    }
    List<List<TrialRow>> blocks = new ArrayList<>();
    double before = Double.POSITIVE_INFINITY;
    for (TrialRow row : rows) {
      double order = row.trial().order();
      if (order <= before) {
        if (order > least) {
          return List.of(withoutCopies(rows)); // not in order, so only twice
        }
        blocks.add(new ArrayList<>());
      }
      blocks.get(blocks.size() - 1).add(row);
      before = order;
    }
    return blocks;
  }

  private List<TrialRow> withoutCopies(List<TrialRow> rows) {
    Map<Double, Trial> first = new HashMap<>();
    List<TrialRow> kept = new ArrayList<>();
    for (TrialRow row : rows) {
      Trial trial = row.trial();
      Trial earlier = first.putIfAbsent(trial.order(), trial);
      if (earlier == null) {
        kept.add(row);
      } else {
        problems.error(
            trial.file(),
            trial.line(),
            new BadRow(
                "trial %s of participant '%s' is there twice: first at line %d"
                    .formatted(
                        plain(trial.order()), BadRow.shown(trial.participant()), earlier.line())));
      }
    }
    return kept;
  }

  /**
   * Leaves out blocks whose pictures are shown as new in a later block, and these pictures there.
   */
  private List<List<TrialRow>> withoutFalseStarts(List<List<TrialRow>> blocks) {
    if (blocks.size() == 1) {
      return blocks;
    }
    List<List<TrialRow>> kept = new ArrayList<>();
    Set<String> begunAnew = new HashSet<>();
    Set<String> dropped = new HashSet<>();
    for (int b = blocks.size() - 1; b >= 0; b--) {
      List<TrialRow> block = blocks.get(b);
      boolean falseStart = block.stream().anyMatch(row -> begunAnew.contains(row.trial().image()));
      if (falseStart) {
        block.forEach(row -> dropped.add(row.trial().image()));
        Trial from = block.get(0).trial();
        falseStarts.add(
            "participant %s, %s from %s:%d on"
                .formatted(
                    BadRow.shown(from.participant()),
                    block.size() == 1 ? "1 trial" : block.size() + " trials",
                    from.file().getFileName(),
                    from.line()));
      } else {
        kept.add(0, block);
      }
      for (TrialRow row : block) {
        if (!row.repeatKnown() || !row.trial().repeat()) {
          begunAnew.add(row.trial().image());
        }
      }
    }
    List<List<TrialRow>> fresh = new ArrayList<>();
    for (List<TrialRow> block : kept) {
      List<TrialRow> some =
          block.stream().filter(row -> !dropped.contains(row.trial().image())).toList();
      seenInFalseStarts += block.size() - some.size();
      fresh.add(some);
    }
    return fresh;
  }

  /** Orders trials by number, and says of each whether it is a repeat, and its lag. */
  private List<Trial> ordered(List<List<TrialRow>> blocks) {
    Map<String, Trial> latest = new HashMap<>();
    List<Trial> trials = new ArrayList<>();
    for (List<TrialRow> block : blocks) {
      Map<String, Trial> ofBlock = new HashMap<>();
      List<TrialRow> sorted = new ArrayList<>(block);
      sorted.sort(Comparator.comparingDouble(row -> row.trial().order()));
      for (TrialRow row : sorted) {
        Trial trial = row.trial();
        Trial earlier = latest.get(trial.image());
        if (row.repeatKnown() && !trial.repeat() && earlier != null) {
          problems.error(
              trial.file(),
              trial.line(),
              new BadRow(
                  "image '%s' is shown to participant '%s' for the first time, but was shown before, at line %d"
                      .formatted(
                          BadRow.shown(trial.image()),
                          BadRow.shown(trial.participant()),
                          earlier.line())));
          continue;
        }
        boolean ignored = trial.kind() == Trial.Kind.IGNORED;
        boolean repeat = row.repeatKnown() ? trial.repeat() : earlier != null;
        derived += row.repeatKnown() || ignored ? 0 : 1;
        Trial known = trial.withRepeat(repeat, repeat ? lag(row, ofBlock) : Double.NaN);
        latest.put(trial.image(), known);
        ofBlock.put(trial.image(), known);
        if (!ignored) {
          trials.add(known);
        }
      }
    }
    return trials;
  }

  /** What the row says, or the trials since the picture was last shown in the same block. */
  private static double lag(TrialRow row, Map<String, Trial> ofBlock) {
    Trial trial = row.trial();
    Trial earlier = ofBlock.get(trial.image());
    if (!Double.isNaN(trial.lag()) || earlier == null || !row.orderKnown()) {
      return trial.lag();
    }
    double ago = trial.order() - earlier.order();
    return ago > 0 ? ago : Double.NaN;
  }

  private List<Trial> counted(List<Trial> trials) {
    Set<String> quick = new HashSet<>();
    for (Trial trial : trials) {
      if (trial.repeat() && trial.lag() <= reading.vigilanceLag()) {
        quick.add(trial.image());
      }
    }
    Set<String> repeated = new HashSet<>();
    List<Trial> counted = new ArrayList<>();
    for (Trial trial : trials) {
      boolean again = trial.repeat() && !repeated.add(trial.image());
      if (again && !reading.allRepeats()) {
        laterRepeats++;
      } else if (!trial.isAnswered()) {
        missing++;
      } else if (trial.responseTime() < reading.fastest()) {
        tooFast++;
      } else {
        counted.add(quick.contains(trial.image()) ? trial.with(Trial.Kind.VIGILANCE) : trial);
      }
    }
    return counted;
  }
}
