package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.mneme.data.Columns;
import org.mneme.data.ReadOptions;
import org.mneme.data.SplitChoice;
import org.mneme.evaluate.EvaluatedData;
import org.mneme.evaluate.EvaluationJob;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.EvaluationSettings;
import org.mneme.evaluate.Labelled;
import org.mneme.progress.Progress;
import org.mneme.remedy.Remedied;
import org.mneme.report.EvaluationExtras;
import org.mneme.report.EvaluationPage;
import org.mneme.report.MetricsJson;

/**
 * {@code /v1/evaluations}: scores that were made here, or elsewhere, against human scores. The
 * tables come in one form; the newest reports are kept in memory.
 */
final class EvaluationRoutes {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String HUMAN = "human";
  private static final String SCORES = "scores";
  private static final String HALVES = "halves";
  private static final String IMAGES = "images";
  private static final Set<String> PARAMETERS =
      Set.of("imageColumn", "scoreColumn", "predictionColumn", "scale", "anyScore", "skipBad");
  private static final int KEPT = 16;
  private static final int AT_ONCE = 2;

  private final Path place;
  private final ByteBudget budget;
  private final ServerSettings.Limits limits;
  private final Semaphore running = new Semaphore(AT_ONCE);
  private final Kept<Evaluated> kept = new Kept<>("evaluation", KEPT);

  /** What an evaluation gave: the page for people and the figures for programs. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Evaluated(byte[] page, String metrics) {}

  /**
   * @param place where tables lie while they are read; emptied of what a killed server left
   */
  EvaluationRoutes(Path place, ByteBudget budget, ServerSettings.Limits limits) throws IOException {
    this.place = place;
    JobFolder.deleteAll(place);
    Files.createDirectories(place);
    this.budget = budget;
    this.limits = limits;
  }

  /** {@code POST /v1/evaluations}. */
  void evaluate(Context request) throws IOException {
    ScoreOptions.requireKnown(request, new TreeSet<>(PARAMETERS));
    if (!running.tryAcquire()) {
      throw ProblemException.busy("other evaluations are running", Duration.ofSeconds(2));
    }
    Evaluated evaluated;
    try {
      evaluated = withinBudget(request);
    } finally {
      running.release();
    }
    String id = kept.put(evaluated);
    String path = "/v1/evaluations/" + id;
    ObjectNode answer = JSON.createObjectNode().put("mneme", WebServer.VERSION).put("id", id);
    answer.put("report", path + "/report");
    answer.set("metrics", JSON.readTree(evaluated.metrics()));
    request
        .status(201)
        .header("Location", path)
        .contentType("application/json")
        .result(answer.toString());
  }

  private Evaluated withinBudget(Context request) throws IOException {
    ByteBudget.Share share = Uploads.reserve(request, budget, limits);
    Path folder = Files.createTempDirectory(place, "tables");
    try {
      return evaluate(request, folder);
    } finally {
      share.close();
      JobFolder.deleteAll(folder);
    }
  }

  private Evaluated evaluate(Context request, Path folder) throws IOException {
    String name = "";
    Path human = null;
    Map<String, List<Path>> scores = new LinkedHashMap<>();
    UploadedPictures pictures = new UploadedPictures(folder.resolve(IMAGES));
    for (Map.Entry<String, List<UploadedFile>> field :
        Uploads.filesByField(request, limits).entrySet()) {
      for (UploadedFile file : field.getValue()) {
        String given = Uploads.named(file.filename(), limits);
        String label = given.replaceFirst("(?i)\\.[a-z]+$", "");
        switch (field.getKey()) {
          case HUMAN -> {
            if (human != null) {
              throw ProblemException.badRequest(
                  "the form has two files called 'human'; send one table of human scores");
            }
            name = label;
            human = folder.resolve(HUMAN).resolve(Uploads.tableName(label, HUMAN));
            Uploads.write(file, human);
          }
          case IMAGES -> pictures.add(given, file);
          case HALVES -> Uploads.write(file, folder.resolve(HUMAN).resolve(HALVES + ".csv"));
          case SCORES -> {
            Path table =
                folder.resolve(SCORES + scores.size()).resolve(Uploads.tableName(label, SCORES));
            if (scores.put(label.isEmpty() ? SCORES : label, List.of(table)) != null) {
              throw ProblemException.badRequest(
                  "two files of scores are called '%s'; give each a name of its own"
                      .formatted(label));
            }
            Uploads.write(file, table);
          }
          default ->
              throw ProblemException.badRequest(
                  "unknown file '%s' in the form; there are human, scores, halves and images"
                      .formatted(field.getKey()));
        }
      }
    }
    if (human == null || scores.isEmpty()) {
      throw ProblemException.badRequest(
          "the form needs a table of human scores as the file 'human' and at least one of scores"
              + " as 'scores'");
    }
    try {
      return evaluate(request, folder, name, human, scores, pictures);
    } catch (IOException | IllegalArgumentException e) {
      if (e instanceof IOException && !(e instanceof Remedied)) {
        throw e;
      }
      throw ProblemException.badTable(withoutFolder(RemedyWords.message(e), folder));
    }
  }

  private static Evaluated evaluate(
      Context request,
      Path folder,
      String name,
      Path human,
      Map<String, List<Path>> scores,
      UploadedPictures pictures)
      throws IOException {
    boolean skipBad = ScoreOptions.flag(request, "skipBad");
    EvaluatedData data =
        pictures.shownIn(
            EvaluatedData.read(
                new Labelled(human.toString(), Optional.of(name.isEmpty() ? HUMAN : name)),
                options(request, skipBad),
                SplitChoice.USUAL,
                Optional.empty()));
    EvaluationSettings settings =
        EvaluationSettings.defaults().withScores(scores).withSkipBad(skipBad);
    String imageColumn = request.queryParam("imageColumn");
    if (imageColumn != null) {
      settings = settings.withImageColumn(imageColumn);
    }
    String predictionColumn = request.queryParam("predictionColumn");
    if (predictionColumn != null) {
      settings = settings.withPredictionColumn(predictionColumn);
    }
    EvaluationReport report =
        withoutFolder(
            new EvaluationJob(List.of(data), List.of(), settings).run(Progress.SILENT), folder);
    Path page = folder.resolve("report.html");
    EvaluationPage.write(report, page);
    return new Evaluated(
        Files.readAllBytes(page), MetricsJson.of(report, false, EvaluationExtras.NONE));
  }

  private static ReadOptions options(Context request, boolean skipBad) {
    Columns columns = Columns.USUAL;
    String image = request.queryParam("imageColumn");
    String score = request.queryParam("scoreColumn");
    if (image != null) {
      columns = columns.withImage(image);
    }
    if (score != null) {
      columns = columns.withScore(score);
    }
    ReadOptions options =
        ReadOptions.STRICT
            .withColumns(columns)
            .withNeedImages(false)
            .withSkipBad(skipBad)
            .withAnyScore(ScoreOptions.flag(request, "anyScore"));
    String scale = request.queryParam("scale");
    return scale == null ? options : options.withScale(number(scale));
  }

  private static double number(String scale) {
    try {
      return Double.parseDouble(scale);
    } catch (NumberFormatException e) {
      throw ProblemException.badRequest(
          "invalid value for scale: '%s' is no number".formatted(scale));
    }
  }

  /** Where tables lay on the server's disk is of no interest to a reader. */
  private static String withoutFolder(String text, Path folder) {
    return text.replaceAll(
        Pattern.quote(folder.toString()) + "[/\\\\](human|scores\\d+)[/\\\\]", "");
  }

  private static EvaluationReport withoutFolder(EvaluationReport report, Path folder) {
    Map<String, String> provenance = new LinkedHashMap<>();
    report
        .provenance()
        .forEach((label, text) -> provenance.put(label, withoutFolder(text, folder)));
    return new EvaluationReport(
        report.title(),
        report.sets(),
        provenance,
        report.notes().stream().map(note -> withoutFolder(note, folder)).toList());
  }

  /** {@code GET /v1/evaluations/ID}: the figures. */
  void metrics(Context request) {
    request.contentType("application/json").result(find(request).metrics());
  }

  /** {@code GET /v1/evaluations/ID/report}: the page, which brings its own style and no script. */
  void report(Context request) {
    ReportPages.answer(request, find(request).page());
  }

  private Evaluated find(Context request) {
    return kept.find(request.pathParam("id"));
  }
}
