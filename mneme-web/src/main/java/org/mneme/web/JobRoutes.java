package org.mneme.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.files.TextInput;
import org.mneme.input.Inputs;
import org.mneme.onnx.Precision;
import org.mneme.score.Outcome;
import org.mneme.score.Sureness;

/** {@code /v1/jobs}: many images, scored while nobody waits. */
final class JobRoutes implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> FIELDS =
      Set.of("folder", "list", "model", "precision", "crops", "decode");
  private static final int LONGEST_ASKING = 1 << 20;
  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(100);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(1);

  private final Jobs jobs;
  private final OpenModels models;
  private final Optional<OpenedFolder> data;
  private final ByteBudget budget;
  private final ServerSettings.Limits limits;
  private volatile boolean closed;

  JobRoutes(
      Jobs jobs,
      OpenModels models,
      Optional<OpenedFolder> data,
      ByteBudget budget,
      ServerSettings.Limits limits) {
    this.jobs = jobs;
    this.models = models;
    this.data = data;
    this.budget = budget;
    this.limits = limits;
  }

  /** {@code POST /v1/jobs}: files of a form, or a folder or list by name as JSON. */
  void begin(Context request) throws IOException {
    Job job = request.isJson() ? named(request) : uploaded(request);
    request
        .status(201)
        .header("Location", "/v1/jobs/" + job.id())
        .contentType("application/json")
        .result(job.json());
  }

  private Job named(Context request) throws IOException {
    jobs.requireRoom(0);
    if (request.req().getContentLengthLong() > LONGEST_ASKING) {
      throw ProblemException.tooLarge("a job's description is at most 1 MB long");
    }
    JsonNode asked = asked(request);
    OpenedFolder opened =
        data.orElseThrow(
            () ->
                ProblemException.forbidden(
                    "this server has opened no folder; upload the images, or ask its operator to"
                        + " start it with one"));
    ScoreOptions options =
        ScoreOptions.of(
            text(asked, "model"),
            text(asked, "precision"),
            text(asked, "crops"),
            text(asked, "decode"));
    ServedModel model = models.find(options);
    String folder = text(asked, "folder");
    String list = text(asked, "list");
    if ((folder == null) == (list == null)) {
      throw ProblemException.badRequest("name either a folder or a list");
    }
    List<JobFolder.Image> images =
        folder == null
            ? listed(opened, opened.resolve(String.valueOf(list)))
            : below(opened, opened.resolve(folder));
    if (images.isEmpty()) {
      throw ProblemException.badRequest(
          "'%s' has no images".formatted(folder == null ? list : folder));
    }
    return jobs.begin(jobs.newFolder(), model, options, images, false);
  }

  private static JsonNode asked(Context request) {
    try {
      JsonNode asked = JSON.readTree(request.bodyAsBytes());
      if (asked == null || !asked.isObject()) {
        throw ProblemException.badRequest("the body is not a JSON object");
      }
      Iterator<String> names = asked.fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        if (!FIELDS.contains(name)) {
          throw ProblemException.badRequest(
              "unknown field '%s'; there are %s"
                  .formatted(name, String.join(", ", FIELDS.stream().sorted().toList())));
        }
      }
      return asked;
    } catch (JsonProcessingException e) {
      throw ProblemException.badRequest("the body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw ProblemException.badRequest("the body could not be read");
    }
  }

  private static @Nullable String text(JsonNode asked, String name) {
    JsonNode value = asked.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw ProblemException.badRequest("'%s' must be text".formatted(name));
    }
    return value.asText();
  }

  private static List<JobFolder.Image> below(OpenedFolder opened, Path folder) {
    List<JobFolder.Image> images = new ArrayList<>();
    Iterator<Path> found = new Inputs(List.of(folder.toString())).images();
    while (found.hasNext()) {
      Path image = found.next();
      if (opened.contains(image)) { // links that lead out of it are not followed
        String name = opened.root().relativize(image).toString();
        images.add(new JobFolder.Image(name, name));
      }
    }
    return images;
  }

  /** Names in a list are relative to the opened folder; one that is not there has a failed row. */
  private static List<JobFolder.Image> listed(OpenedFolder opened, Path list) throws IOException {
    if (!Files.isRegularFile(list) || !Files.isReadable(list)) {
      throw ProblemException.badRequest(
          "the list must be a text file that the server can read, with a name in each line");
    }
    List<JobFolder.Image> images = new ArrayList<>();
    try (BufferedReader lines = TextInput.reader(Files.newInputStream(list))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String name = line.strip();
        if (!name.isEmpty()) {
          images.add(new JobFolder.Image(name, relative(opened, name)));
        }
      }
    }
    return images;
  }

  private static String relative(OpenedFolder opened, String name) {
    try {
      Path file = opened.root().resolve(name).normalize();
      if (file.startsWith(opened.root())) {
        return opened.root().relativize(file).toString();
      }
    } catch (InvalidPathException e) {
      // It is answered like what is not there.
    }
    throw ProblemException.badRequest(
        "the list names '%s', which is not below the opened folder".formatted(name));
  }

  private Job uploaded(Context request) throws IOException {
    jobs.requireRoom(request.req().getContentLengthLong());
    ScoreOptions options = ScoreOptions.of(request, Set.of("name"));
    ServedModel model = models.find(options);
    Path folder = jobs.newFolder();
    boolean begun = false;
    ByteBudget.Share share = Uploads.reserve(request, budget, limits);
    try {
      List<JobFolder.Image> images = new ArrayList<>();
      Path uploads = folder.resolve("uploads");
      Files.createDirectories(uploads);
      for (Uploads.Upload upload : Uploads.read(request, limits)) {
        String file = Integer.toString(images.size()); // never the client's name
        Files.write(uploads.resolve(file), upload.content());
        images.add(new JobFolder.Image(upload.name(), file));
      }
      Job job = jobs.begin(folder, model, options, images, true);
      begun = true;
      return job;
    } finally {
      share.close();
      if (!begun) {
        jobs.drop(folder);
      }
    }
  }

  /** {@code GET /v1/jobs}. */
  void list(Context request) {
    request
        .contentType("application/json")
        .result(
            "{\"jobs\":[%s]}"
                .formatted(String.join(",", jobs.all().stream().map(Job::json).toList())));
  }

  /** {@code GET /v1/jobs/ID}. */
  void show(Context request) {
    request.contentType("application/json").result(job(request).json());
  }

  /** {@code GET /v1/jobs/ID/rows}: the rows that are there, also while it runs. */
  void rows(Context request) throws IOException {
    Job job = job(request);
    ScoreWriter.Form form = ScoreWriter.Form.of(request);
    long rows = job.finished();
    Optional<Precision> precision = job.folder().about().options().precision();
    if (rows == 0) {
      ScoreWriter.begin(request, form, precision, false, job.head()).finish();
      return;
    }
    try (Stream<String> lines = Files.lines(job.folder().rows())) {
      Iterator<String> left = lines.limit(rows).iterator();
      JsonNode row = JSON.readTree(left.next());
      // Rows that an earlier release of Mneme wrote do not say how sure they are.
      boolean sure = row.has(Sureness.LOW);
      ScoreWriter writer = ScoreWriter.begin(request, form, precision, sure, job.head());
      writer.write(row.path("image").asText(), outcome(row));
      while (left.hasNext()) {
        row = JSON.readTree(left.next());
        writer.write(row.path("image").asText(), outcome(row));
      }
      writer.finish();
    }
  }

  private static Outcome outcome(JsonNode row) {
    return row.path("error").isNull()
        ? new Outcome(
            number(row, "score"),
            null,
            new Sureness(
                number(row, Sureness.LOW),
                number(row, Sureness.HIGH),
                number(row, Sureness.FAMILIAR)))
        : new Outcome(Float.NaN, row.path("error").asText());
  }

  private static float number(JsonNode row, String name) {
    JsonNode value = row.path(name);
    return value.isNumber() ? Float.parseFloat(value.asText()) : Float.NaN;
  }

  /**
   * {@code GET /v1/jobs/ID/events}: how far it is, as server-sent events, until it has ended. A
   * client that reads slowly misses some and holds up nothing.
   */
  void events(SseClient client) {
    Job job = job(client.ctx());
    try {
      while (!closed && !client.terminated()) {
        long told = job.finished();
        boolean last = job.hasEnded();
        client.sendEvent("progress", job.json());
        if (last) {
          return;
        }
        Thread.sleep(BETWEEN_EVENTS.toMillis());
        job.awaitMoreThan(told, LONGEST_SILENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the events of all jobs: the server stops. */
  @Override
  public void close() {
    closed = true;
  }

  /** {@code POST /v1/jobs/ID/cancel}. */
  void cancel(Context request) throws IOException {
    Job job = job(request);
    job.cancel();
    request.contentType("application/json").result(job.json());
  }

  /** {@code DELETE /v1/jobs/ID}. */
  void delete(Context request) throws IOException {
    jobs.delete(job(request));
    request.status(204);
  }

  private Job job(Context request) {
    return jobs.find(request.pathParam("id"));
  }
}
