package org.mneme.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mneme.data.ImageSurvey.Finding;
import org.mneme.data.Problem.Severity;
import org.mneme.progress.Progress;

/**
 * What is in a data set, and what is wrong with it. To have every bad row listed and not only
 * counted in an exception, read the data with {@link ReadOptions#withSkipBad} first.
 *
 * @param dataSet its name
 * @param format how it lies on disk
 * @param images how many
 * @param parts how many are on each side of the split that comes with the data; empty if none comes
 * @param categories how many are in each, by name; empty if there are none
 * @param scores how they are spread
 * @param duplicates images with the same content; empty if they were not looked for
 * @param problems those found while reading, then those of the images
 */
public record Inspection(
    String dataSet,
    DataFormat format,
    int images,
    Map<Part, Integer> parts,
    SortedMap<String, Integer> categories,
    ScoreSummary scores,
    List<Duplicate> duplicates,
    List<Problem> problems) {
  /**
   * Keeps copies.
   *
   * @param dataSet its name
   * @param format how it lies on disk
   * @param images how many
   * @param parts how many are on each side of the split that comes with the data
   * @param categories how many are in each, by name
   * @param scores how they are spread
   * @param duplicates images with the same content
   * @param problems those found while reading, then those of the images
   */
  public Inspection {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
    duplicates = List.copyOf(duplicates);
    problems = List.copyOf(problems);
  }

  /**
   * Inspects a data set.
   *
   * @param data as it was read
   * @param options how closely to look
   * @param progress hears how many images are looked at
   * @return what was found; bad images are problems, no failure
   * @throws java.io.InterruptedIOException if the calling thread is interrupted meanwhile
   * @throws org.mneme.progress.CancelledException if {@code progress} is cancelled
   */
  public static Inspection of(DataSet data, InspectOptions options, Progress progress)
      throws IOException {
    Map<Part, Integer> parts = new EnumMap<>(Part.class);
    SortedMap<String, Integer> categories = new TreeMap<>();
    for (Item item : data.items()) {
      if (item.part() != null) {
        parts.merge(item.part(), 1, Integer::sum);
      }
      if (item.category() != null) {
        categories.merge(item.category(), 1, Integer::sum);
      }
    }
    List<Problem> problems = new ArrayList<>(data.problems());
    Map<String, List<Item>> byContent = new LinkedHashMap<>();
    List<Finding> findings = new ImageSurvey(options, progress).of(data.items());
    for (int i = 0; i < findings.size(); i++) {
      Item item = data.items().get(i);
      Finding finding = findings.get(i);
      if (finding.error() != null) {
        problems.add(new Problem(Severity.ERROR, item.file(), item.line(), finding.error()));
      }
      if (finding.sha256() != null) {
        byContent.computeIfAbsent(finding.sha256(), hash -> new ArrayList<>()).add(item);
      }
    }
    List<Duplicate> duplicates = new ArrayList<>();
    byContent.forEach(
        (hash, items) -> {
          if (items.size() > 1) {
            duplicates.add(new Duplicate(hash, items));
          }
        });
    duplicates.forEach(duplicate -> addProblems(duplicate, problems));
    return new Inspection(
        data.name(),
        data.format(),
        data.items().size(),
        parts,
        categories,
        ScoreSummary.of(data.items()),
        duplicates,
        problems);
  }

  /** One for each copy, next to an image on another side of the split if there is one. */
  private static void addProblems(Duplicate duplicate, List<Problem> problems) {
    Item first = duplicate.items().get(0);
    for (Item copy : duplicate.items().subList(1, duplicate.items().size())) {
      Item other =
          duplicate.items().stream().filter(item -> leak(item, copy)).findFirst().orElse(first);
      String scores =
          other.score() == copy.score()
              ? ""
              : String.format(Locale.ROOT, "; scores %s and %s", copy.score(), other.score());
      if (leak(other, copy)) {
        problems.add(
            new Problem(
                Severity.ERROR,
                copy.file(),
                copy.line(),
                "LEAK: image '%s' in %s is the same picture as '%s' in %s (%s)%s"
                    .formatted(
                        copy.id(), label(copy), other.id(), label(other), other.place(), scores)));
      } else {
        problems.add(
            new Problem(
                Severity.WARNING,
                copy.file(),
                copy.line(),
                "image '%s' is the same picture as '%s' (%s)%s"
                    .formatted(copy.id(), other.id(), other.place(), scores)));
      }
    }
  }

  private static boolean leak(Item one, Item other) {
    return one.part() != null && other.part() != null && one.part() != other.part();
  }

  private static String label(Item item) {
    return item.part() == null ? "no split" : item.part().label();
  }

  /**
   * Images with the same content on two sides of the split.
   *
   * @return those among {@link #duplicates} that leak
   */
  public List<Duplicate> leaks() {
    return duplicates.stream().filter(Duplicate::leaks).toList();
  }
}
