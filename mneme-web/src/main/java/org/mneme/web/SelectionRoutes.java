package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ImageLimits;
import org.mneme.progress.Progress;
import org.mneme.report.SelectionPage;
import org.mneme.select.Balance;
import org.mneme.select.InfeasibleException;
import org.mneme.select.Matching;
import org.mneme.select.MeasuredPool;
import org.mneme.select.Pool;
import org.mneme.select.PoolFile;
import org.mneme.select.SelectSettings;
import org.mneme.select.Selected;
import org.mneme.select.SelectedFiles;
import org.mneme.select.Selector;
import org.mneme.select.SetsWanted;
import org.mneme.statistics.PerceptualHash;
import org.mneme.statistics.Statistic;
import org.mneme.statistics.StatisticsJob;

/**
 * {@code /v1/selections}: sets of pictures that differ in their scores and match in the rest, out
 * of tables that come in one form. The newest are kept in memory, with their page and files.
 */
final class SelectionRoutes {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SCORES = "scores";
  private static final String IMAGES = "images";
  private static final Set<String> REPEATED = Set.of("condition", "match", "balance");
  private static final Set<String> PARAMETERS =
      Set.of(
          "each",
          "condition",
          "sets",
          "apart",
          "match",
          "pairs",
          "balance",
          "scoreColumn",
          "near",
          "seed",
          "steps");
  private static final int KEPT = 16;
  private static final int AT_ONCE = 2;
  private static final int MOST_PICTURES = 20_000;
  private static final int MOST_SETS = 20;
  private static final int MOST_COLUMNS = 20;

  /** A search that needs longer ends here, with the best sets so far. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Path place;
  private final ByteBudget budget;
  private final ServerSettings.Limits limits;
  private final Semaphore running = new Semaphore(AT_ONCE);
  private final Kept<Chosen> kept = new Kept<>("selection", KEPT);

  /** What a selection gave: the page for people, the files by their names, and the answer. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Chosen(byte[] page, Map<String, String> files, ObjectNode answer) {}

  /**
   * @param place where tables lie while they are read; emptied of what a killed server left
   */
  SelectionRoutes(Path place, ByteBudget budget, ServerSettings.Limits limits) throws IOException {
    this.place = place;
    JobFolder.deleteAll(place);
    Files.createDirectories(place);
    this.budget = budget;
    this.limits = limits;
  }

  /** {@code POST /v1/selections}. */
  void select(Context request) throws IOException {
    ScoreOptions.requireKnown(request, new TreeSet<>(PARAMETERS), REPEATED);
    SetsWanted wanted = wanted(request);
    settings(request, wanted, "score"); // what is wrong is said before any table is read
    if (!running.tryAcquire()) {
      throw ProblemException.busy("other sets are being selected", Duration.ofSeconds(2));
    }
    Chosen chosen;
    try {
      chosen = withinBudget(request, wanted);
    } finally {
      running.release();
    }
    String id = kept.put(chosen);
    request
        .status(201)
        .header("Location", "/v1/selections/" + id)
        .contentType("application/json")
        .result(named(id, chosen).toString());
  }

  private static SetsWanted wanted(Context request) {
    try {
      @Nullable String sets = request.queryParam("sets");
      int count = sets == null ? 0 : whole("sets", sets);
      if (Math.max(count, request.queryParams("condition").size()) > MOST_SETS
          || request.queryParams("match").size() > MOST_COLUMNS) {
        throw new IllegalArgumentException(
            "a server selects at most %d sets, matched on at most %d columns"
                .formatted(MOST_SETS, MOST_COLUMNS));
      }
      return new SetsWanted(
          whole("each", request.queryParam("each")),
          request.queryParams("condition"),
          sets == null ? OptionalInt.empty() : OptionalInt.of(count),
          ScoreOptions.flag(request, "apart"),
          request.queryParams("match"),
          ScoreOptions.flag(request, "pairs"),
          request.queryParams("balance"));
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static SelectSettings settings(Context request, SetsWanted wanted, String score) {
    try {
      return wanted
          .settings(score)
          .withNear(number(request, "near", PerceptualHash.NEAR))
          .withSearch(
              number(request, "seed", 1), number(request, "steps", 0), Optional.of(LONGEST));
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static int number(Context request, String name, int usual) {
    @Nullable String text = request.queryParam(name);
    return text == null ? usual : whole(name, text);
  }

  private static int whole(String name, @Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("'%s' is needed, a whole number".formatted(name));
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "invalid value for %s: '%s' is no whole number".formatted(name, text), e);
    }
  }

  private Chosen withinBudget(Context request, SetsWanted wanted) throws IOException {
    ByteBudget.Share share = Uploads.reserve(request, budget, limits);
    Path folder = Files.createTempDirectory(place, "tables");
    try {
      return chosen(request, wanted, folder);
    } catch (InfeasibleException e) {
      throw ProblemException.infeasible(String.valueOf(e.getMessage()));
    } catch (FileSystemException e) {
      throw e; // the server's disk, not a table
    } catch (IOException | IllegalArgumentException e) {
      throw ProblemException.badTable(
          RemedyWords.message(e).replace(folder.resolve(SCORES) + "/", ""));
    } finally {
      share.close();
      JobFolder.deleteAll(folder);
    }
  }

  private Chosen chosen(Context request, SetsWanted wanted, Path folder) throws IOException {
    List<Path> tables = new ArrayList<>();
    UploadedPictures pictures = new UploadedPictures(folder.resolve(IMAGES));
    read(request, folder, tables, pictures);
    if (tables.isEmpty()) {
      throw ProblemException.badRequest("the form needs at least one table as the file 'scores'");
    }
    Pool pool = PoolFile.read(tables);
    if (pool.size() > MOST_PICTURES) {
      throw ProblemException.tooLarge(
          "the table has %d pictures; a server selects from at most %d. The command mneme select has no such limit"
              .formatted(pool.size(), MOST_PICTURES));
    }
    @Nullable String column = request.queryParam("scoreColumn");
    SelectSettings settings =
        settings(request, wanted, column == null ? pool.scoreColumn() : column);
    List<String> notes = new ArrayList<>();
    pool = measured(pool, settings, pictures, notes);
    long begun = System.nanoTime();
    Selected selected = Selector.select(pool, settings, Progress.SILENT);
    if (System.nanoTime() - begun > LONGEST.toNanos()) {
      notes.add(
          "The search was ended after %d seconds, so that the same request may give other sets another time."
              .formatted(LONGEST.toSeconds()));
    }
    String page =
        SelectionPage.of(
            selected, pictures::of, StatisticsJob.standard().threads(), ImageLimits.DEFAULT);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("selection.csv", SelectedFiles.csv(selected));
    files.put("balance.csv", SelectedFiles.balance(selected));
    files.put("psychopy.csv", SelectedFiles.psychoPy(selected));
    files.put("jspsych.json", SelectedFiles.jsPsych(selected));
    files.put("methods.txt", SelectedFiles.methods(selected));
    return new Chosen(page.getBytes(StandardCharsets.UTF_8), files, answer(selected, notes));
  }

  private void read(Context request, Path folder, List<Path> tables, UploadedPictures pictures)
      throws IOException {
    for (Map.Entry<String, List<UploadedFile>> field :
        Uploads.filesByField(request, limits).entrySet()) {
      for (UploadedFile file : field.getValue()) {
        String given = Uploads.named(file.filename(), limits);
        switch (field.getKey()) {
          case SCORES -> {
            String label = given.replaceFirst("(?i)\\.[a-z]+$", "");
            Path table = folder.resolve(SCORES).resolve(Uploads.tableName(label, SCORES));
            if (tables.contains(table)) {
              throw ProblemException.badRequest(
                  "two tables are called '%s'; give each a name of its own".formatted(label));
            }
            Uploads.write(file, table);
            tables.add(table);
          }
          case IMAGES -> pictures.add(given, file);
          default ->
              throw ProblemException.badRequest(
                  "unknown file '%s' in the form; there are scores and images"
                      .formatted(field.getKey()));
        }
      }
    }
  }

  /** The pool with what the tables lack, measured of the pictures that came with them. */
  private static Pool measured(
      Pool pool, SelectSettings settings, UploadedPictures pictures, List<String> notes)
      throws IOException {
    if (pictures.isEmpty()) {
      for (Matching matching : settings.match()) {
        if (Statistic.named(matching.column()).isPresent()
            && !pool.numberColumns().contains(matching.column())) {
          throw ProblemException.badTable(
              "no table has the column '%s'; add it, as POST /v1/statistics gives it, or send the pictures as the files 'images'"
                  .formatted(matching.column()));
        }
      }
    }
    Progress telling =
        new Progress() {
          @Override
          public void say(String line) {
            notes.add(line);
          }
        };
    return MeasuredPool.complete(pool, settings, pictures::of, StatisticsJob.standard(), telling);
  }

  private static ObjectNode answer(Selected selected, List<String> notes) {
    SelectSettings settings = selected.settings();
    ObjectNode json = JSON.createObjectNode().put("mneme", WebServer.VERSION);
    ArrayNode sets = json.putArray("sets");
    for (int set = 0; set < selected.sets().size(); set++) {
      ArrayNode images =
          sets.addObject().put("name", settings.conditions().get(set).name()).putArray("images");
      selected.sets().get(set).forEach(row -> images.add(selected.pool().images().get(row)));
    }
    ArrayNode balance = json.putArray("balance");
    boolean matched =
        settings.match().stream().anyMatch(each -> each.column().equals(settings.score()));
    if (!matched) {
      write(balance.addObject(), selected.scores());
    }
    for (int i = 0; i < selected.balance().size(); i++) {
      double tolerance = settings.match().get(i).tolerance();
      Balance each = selected.balance().get(i);
      write(balance.addObject(), each)
          .put("tolerance", tolerance)
          .put("met", each.difference() <= tolerance);
    }
    json.put("optimal", selected.optimal()).put("cost", selected.cost());
    if (selected.gap().isPresent()) {
      json.put("gap", selected.gap().getAsDouble());
    } else {
      json.putNull("gap");
    }
    ArrayNode unmet = json.putArray("unmet");
    selected.relax().forEach(unmet::add);
    ArrayNode noted = json.putArray("notes");
    notes.forEach(noted::add);
    return json.put("methods", SelectedFiles.methods(selected).strip());
  }

  private static ObjectNode write(ObjectNode to, Balance balance) {
    to.put("column", balance.column());
    ArrayNode means = to.putArray("means");
    balance.means().forEach(means::add);
    ArrayNode deviations = to.putArray("deviations");
    balance.deviations().forEach(deviations::add);
    return to.put("d", balance.difference()).put("ks", balance.ks());
  }

  private static ObjectNode named(String id, Chosen chosen) {
    String path = "/v1/selections/" + id;
    ObjectNode answer = chosen.answer().deepCopy().put("id", id).put("report", path + "/report");
    ObjectNode files = answer.putObject("files");
    chosen.files().keySet().forEach(name -> files.put(name, path + "/files/" + name));
    return answer;
  }

  /** {@code GET /v1/selections/ID}. */
  void show(Context request) {
    String id = request.pathParam("id");
    request.contentType("application/json").result(named(id, kept.find(id)).toString());
  }

  /** {@code GET /v1/selections/ID/report}. */
  void report(Context request) {
    ReportPages.answer(request, kept.find(request.pathParam("id")).page());
  }

  /** {@code GET /v1/selections/ID/files/NAME}. */
  void file(Context request) {
    Chosen chosen = kept.find(request.pathParam("id"));
    String name = request.pathParam("name");
    @Nullable String text = chosen.files().get(name);
    if (text == null) {
      throw ProblemException.notFound(
          "a selection has no file '%s'; it has %s"
              .formatted(name, String.join(", ", chosen.files().keySet())));
    }
    String type =
        name.endsWith(".csv")
            ? "text/csv; charset=utf-8"
            : name.endsWith(".json") ? "application/json" : "text/plain; charset=utf-8";
    request
        .header("Content-Disposition", "attachment; filename=\"%s\"".formatted(name))
        .contentType(type)
        .result(text);
  }
}
