package org.mneme.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.files.Release;
import org.mneme.files.Sha256;
import org.mneme.progress.Progress;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;
import org.mneme.score.CachedScoring;

/**
 * Evaluates models, and predictions that other programs made, against human scores: data sets,
 * models and files go in, an {@link EvaluationReport} comes out. Scores are kept from run to run
 * where the settings name a folder for it, so that the same evaluation continues where it was
 * ended.
 */
public final class EvaluationJob {
  private static final String NO_CATEGORY = "(none)";

  private final List<EvaluatedData> data;
  private final List<EvaluatedModel> models;
  private final EvaluationSettings settings;

  /**
   * The job, which has not begun.
   *
   * @param data one or more, each with a name of its own
   * @param models each with a label of its own; may be none where the settings name files of scores
   * @param settings for all models and data sets
   * @throws RefusedException if two models or data sets have one name
   */
  public EvaluationJob(
      List<EvaluatedData> data, List<EvaluatedModel> models, EvaluationSettings settings) {
    this.data = List.copyOf(data);
    this.models = List.copyOf(models);
    this.settings = settings;
    requireUnlike(
        "data sets",
        data.stream().map(EvaluatedData::name).toList(),
        Remedy.of(Action.NAME_DATA, "Give each a name of its own"));
    requireUnlike(
        "models",
        models.stream().map(EvaluatedModel::label).toList(),
        Remedy.of(Action.LABEL_MODEL, "Give each a label of its own"));
    List<String> labels = new ArrayList<>(models.stream().map(EvaluatedModel::label).toList());
    labels.addAll(settings.scores().keySet());
    requireUnlike("models", labels, Remedy.of(Action.LABEL_SCORES, "Give each a label of its own"));
  }

  private static void requireUnlike(String what, List<String> names, Remedy remedy) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new RefusedException("two %s are called '%s'".formatted(what, name), remedy);
      }
    }
  }

  /**
   * Scores, reads and computes.
   *
   * @param progress hears of reading, scoring and computing
   * @return the figures of each model on each data set
   * @throws org.mneme.data.DataException if an image, a row or a score is missing and must not be
   * @throws IllegalArgumentException if a data set gets no scores
   * @throws org.mneme.progress.CancelledException if the caller wants it to end; scores made until
   *     then are kept
   */
  public EvaluationReport run(Progress progress) throws IOException {
    return new Run(progress).report();
  }

  /** One run of the job. */
  private final class Run {
    private final Progress progress;
    private final CachedScoring scoring;
    private final OtherScores others;
    private final Map<String, String> provenance = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final UnscoredImages unscored = UnscoredImages.skipped(settings.skipBad());

    Run(Progress progress) throws IOException {
      this.progress = progress;
      this.scoring = new CachedScoring(settings.cache(), settings.threads(), progress);
      this.others =
          new OtherScores(
              settings.skipBad(),
              settings.imageColumn().orElse(null),
              settings.predictionColumn().orElse(null));
    }

    EvaluationReport report() throws IOException {
      settings.command().ifPresent(command -> provenance.put("Command", command));
      provenance.put("Mneme", Release.version());
      provenance.put("Java", Runtime.version().toString());
      List<EvaluatedSet> sets = new ArrayList<>();
      for (EvaluatedData each : data) {
        sets.add(evaluate(each));
      }
      if (!models.isEmpty()) {
        progress.say(
            String.format(
                Locale.ROOT,
                "%,d %s from earlier runs, %,d made now",
                scoring.kept(),
                scoring.kept() == 1 ? "score" : "scores",
                scoring.made()));
      }
      addProvenance();
      addMethods(sets);
      List<String> said = new ArrayList<>(notes);
      said.addAll(unscored.messages());
      said.addAll(others.notes());
      for (EvaluatedModel model : models) {
        model
            .model()
            .settings()
            .preprocessing()
            .note()
            .ifPresent(note -> said.add(model.label() + ": " + note));
      }
      return new EvaluationReport(
          "Evaluation on " + String.join(", ", data.stream().map(EvaluatedData::name).toList()),
          sets,
          provenance,
          said);
    }

    /** Sentences that a paper can take as they are. */
    private void addMethods(List<EvaluatedSet> sets) throws IOException {
      if (models.isEmpty() && settings.scores().isEmpty()) {
        return;
      }
      Set<String> sentences = new LinkedHashSet<>();
      for (EvaluatedModel model : models) {
        sentences.add(model.methods());
      }
      String images =
          sets.stream()
              .map(set -> String.format(Locale.ROOT, "%,d images", set.evaluation().images()))
              .collect(Collectors.joining(" and "));
      sentences.add(
          String.format(
              Locale.ROOT,
              "Predictions and human scores of %s were compared by Spearman's rank correlation, with %.0f %% confidence intervals from the jackknife.",
              images,
              100 * settings.intervals().level()));
      provenance.put("For a methods section", String.join(" ", sentences));
    }

    private void addProvenance() throws IOException {
      for (EvaluatedModel model : models) {
        provenance.put("Model " + model.label(), model.provenance());
      }
      for (Map.Entry<String, List<Path>> label : settings.scores().entrySet()) {
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
              100 * settings.intervals().level(),
              settings.intervals().seed()));
      provenance.put("Date", LocalDate.now(ZoneId.systemDefault()).toString());
    }

    private EvaluatedSet evaluate(EvaluatedData each) throws IOException {
      List<Item> items = each.items();
      each.data().problems().forEach(problem -> notes.add(problem.toString()));
      if (each.data().skipped() > 0) {
        notes.add(
            "%s: %d bad rows or splits were left out"
                .formatted(each.name(), each.data().skipped()));
      }
      ScoreTable table = predictions(each);
      List<Path> halves =
          settings.halves().isEmpty() ? each.halvesBeside().stream().toList() : settings.halves();
      table = others.withHalvings(table, each, halves);
      for (Path file : halves) {
        provenance.put("Halves " + each.name(), "%s, SHA-256 %s".formatted(file, Sha256.of(file)));
      }
      provenance.put(
          "Data " + each.name(),
          "%s (%s), %s: %d images, fingerprint of their names and scores %s"
              .formatted(
                  each.place(),
                  each.data().format().title(),
                  each.part(),
                  items.size(),
                  DataSet.fingerprint(items)));
      Missing missing = settings.skipBad() ? Missing.OMIT : Missing.REFUSE;
      Evaluation evaluation = Evaluation.of(table, missing, settings.intervals());
      if (evaluation.omitted() > 0) {
        notes.add(
            "%s: %d of %d images lack a score and were left out for every model"
                .formatted(each.name(), evaluation.omitted(), items.size()));
      }
      List<int[]> parts = settings.repeated().parts(items, settings.intervals().seed());
      return new EvaluatedSet(
          each.name(),
          each.data().format().title(),
          items,
          table,
          evaluation,
          byCategory(items, table, missing),
          parts.isEmpty() ? Map.of() : Repeated.of(table, parts, missing));
    }

    /** The human scores with every model's and every file's predictions beside them. */
    private ScoreTable predictions(EvaluatedData each) throws IOException {
      List<Item> items = each.items();
      ScoreTable table = ScoreTable.of(items.stream().mapToDouble(Item::score).toArray());
      if (!models.isEmpty()) {
        List<Path> images = items.stream().map(Item::image).toList();
        CachedScoring.FailureListener failed = unscored.among(items);
        List<@Nullable String> hashes = scoring.hashes(images, failed);
        for (EvaluatedModel model : models) {
          table =
              table.withModel(
                  model.label(),
                  scoring.score(model.label(), model.model(), images, hashes, failed));
        }
      }
      table = others.withPredictions(table, each, settings.scores());
      for (String label : settings.scores().keySet()) {
        if (!table.models().contains(label)) {
          notes.add("%s: '%s' has no scores for it".formatted(each.name(), label));
        }
      }
      if (table.models().isEmpty()) {
        throw new IllegalArgumentException(
            "%s: no file of scores has any of its images (such as '%s', %s:%d)"
                .formatted(
                    each.name(), items.get(0).id(), items.get(0).file(), items.get(0).line()));
      }
      return table;
    }

    private Map<String, Evaluation> byCategory(
        List<Item> items, ScoreTable table, Missing missing) {
      List<String> categories =
          items.stream()
              .map(item -> item.category() == null ? NO_CATEGORY : item.category())
              .toList();
      return Set.copyOf(categories).size() < 2
          ? Map.of()
          : Evaluation.by(categories, table, missing, settings.intervals());
    }
  }
}
