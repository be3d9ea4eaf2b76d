package org.mneme.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Item;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.Repeated;
import org.mneme.evaluate.ScoreTable;
import org.mneme.files.Sha256;

/** From data sets, models and files with scores to a report. For one thread. */
final class EvaluateRun {
  private static final String NO_CATEGORY = "(none)";

  private final CachedScoring scoring;
  private final OtherScores others;
  private final Intervals intervals;
  private final boolean skipBad;
  private final RepeatedFlags repeated;
  private final Map<String, String> provenance = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  EvaluateRun(
      CachedScoring scoring,
      OtherScores others,
      Intervals intervals,
      boolean skipBad,
      RepeatedFlags repeated) {
    this.scoring = scoring;
    this.others = others;
    this.intervals = intervals;
    this.skipBad = skipBad;
    this.repeated = repeated;
  }

  /**
   * Scores, reads and judges.
   *
   * @param scores files by the label of their model
   * @param halves where scores of halves are; without any, looked for beside the data
   * @throws IllegalArgumentException if two models or data sets have one name, or a data set gets
   *     no scores
   */
  EvaluationReport report(
      List<JudgedData> data,
      List<JudgedModel> models,
      Map<String, List<Path>> scores,
      List<Path> halves,
      String command)
      throws IOException {
    requireUnlike(
        "data sets", "name: --data DIR=NAME", data.stream().map(each -> each.name()).toList());
    List<String> labels = new ArrayList<>(models.stream().map(JudgedModel::label).toList());
    labels.addAll(scores.keySet());
    requireUnlike("models", "label: --model MODEL=LABEL, --scores FILE=LABEL", labels);
    provenance.put("Command", command);
    String version = EvaluateRun.class.getPackage().getImplementationVersion();
    provenance.put("Mneme", version == null ? "(not from a jar)" : version);
    provenance.put("Java", Runtime.version().toString());
    List<EvaluatedSet> sets = new ArrayList<>();
    for (JudgedData each : data) {
      sets.add(judge(each, models, scores, halves));
    }
    for (JudgedModel model : models) {
      provenance.put(
          "Model " + model.label(),
          "%s, SHA-256 %s; %s".formatted(model.file(), model.sha256(), model.settings()));
    }
    for (Map.Entry<String, List<Path>> label : scores.entrySet()) {
      for (Path file : label.getValue()) {
        provenance.merge(
            "Scores " + label.getKey(),
            "%s, SHA-256 %s".formatted(file, Sha256.of(file)),
            (one, other) -> one + "; " + other);
      }
    }
    provenance.put(
        "Intervals",
        String.format(
            Locale.ROOT,
            "%.0f %%, Student's t with the jackknife's standard error; seed of folds and splits %d",
            100 * intervals.level(),
            intervals.seed()));
    provenance.put("Date", LocalDate.now(ZoneId.systemDefault()).toString());
    List<String> said = new ArrayList<>(notes);
    said.addAll(scoring.failures());
    said.addAll(others.notes());
    return new EvaluationReport(
        "Evaluation on " + String.join(", ", data.stream().map(each -> each.name()).toList()),
        sets,
        provenance,
        said);
  }

  private EvaluatedSet judge(
      JudgedData data, List<JudgedModel> models, Map<String, List<Path>> scores, List<Path> halves)
      throws IOException {
    String name = data.name();
    List<Item> items = data.items();
    data.data().problems().forEach(problem -> notes.add(problem.toString()));
    if (data.data().skipped() > 0) {
      notes.add("%s: %d bad rows or splits were left out".formatted(name, data.data().skipped()));
    }
    ScoreTable table = ScoreTable.of(items.stream().mapToDouble(Item::score).toArray());
    if (!models.isEmpty()) {
      List<@Nullable String> hashes = scoring.hashes(items);
      for (JudgedModel model : models) {
        table = table.withModel(model.label(), scoring.score(model, items, hashes));
      }
    }
    table = others.withPredictions(table, data, scores);
    for (String label : scores.keySet()) {
      if (!table.models().contains(label)) {
        notes.add("%s: '%s' has no scores for it".formatted(name, label));
      }
    }
    if (table.models().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: no file of scores has any of its images (such as '%s', %s:%d)"
              .formatted(name, items.get(0).id(), items.get(0).file(), items.get(0).line()));
    }
    List<Path> here = halves.isEmpty() ? data.halvesBeside().stream().toList() : halves;
    table = others.withHalvings(table, data, here);
    for (Path file : here) {
      provenance.put("Halves " + name, "%s, SHA-256 %s".formatted(file, Sha256.of(file)));
    }
    provenance.put(
        "Data " + name,
        "%s (%s), %s: %d images, SHA-256 of their names and scores %s"
            .formatted(
                data.place(),
                data.data().format().title(),
                data.what(),
                items.size(),
                hash(items)));
    Missing missing = skipBad ? Missing.OMIT : Missing.REFUSE;
    Evaluation evaluation = Evaluation.of(table, missing, intervals);
    if (evaluation.omitted() > 0) {
      notes.add(
          "%s: %d of %d images lack a score and were left out for every model"
              .formatted(name, evaluation.omitted(), items.size()));
    }
    List<int[]> parts = repeated.parts(items, intervals.seed());
    return new EvaluatedSet(
        name,
        data.data().format().title(),
        items,
        table,
        evaluation,
        byCategory(items, table, missing),
        parts.isEmpty() ? Map.of() : Repeated.of(table, parts, missing));
  }

  private Map<String, Evaluation> byCategory(List<Item> items, ScoreTable table, Missing missing) {
    List<String> categories =
        items.stream()
            .map(item -> item.category() == null ? NO_CATEGORY : item.category())
            .toList();
    return Set.copyOf(categories).size() < 2
        ? Map.of()
        : Evaluation.by(categories, table, missing, intervals);
  }

  private static void requireUnlike(String what, String remedy, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "two %s are called '%s'. Give each its own %s".formatted(what, name, remedy));
      }
    }
  }

  /** In the order of the ids, so that the same data give the same hash. */
  private static String hash(List<Item> items) {
    MessageDigest sha256 = Sha256.digest();
    items.stream()
        .map(item -> item.id() + "\t" + item.score() + "\n")
        .sorted()
        .forEach(line -> sha256.update(line.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(sha256.digest());
  }
}
