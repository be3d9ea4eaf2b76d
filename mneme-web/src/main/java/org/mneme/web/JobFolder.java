package org.mneme.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mneme.files.WholeFile;
import org.mneme.predict.PredictionFile;

/**
 * A job as its folder, which is all that there is of it: what was asked, the images in their order,
 * a row for each that is finished, and how it ended. The rows are a {@link PredictionFile}: the
 * same as {@code mneme predict} writes, only ever appended, and a row that a killed server left
 * half is cut off when the job resumes.
 */
final class JobFolder {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int FORM = 1;
  private static final String ABOUT = "job.json";
  private static final String IMAGES = "images.jsonl";
  private static final String ROWS = "rows.jsonl";
  private static final String END = "end.json";
  private static final String UPLOADS = "uploads";

  private final Path folder;
  private final About about;

  /**
   * What was asked.
   *
   * @param options with the model's name and the precision of its file
   * @param identity of the model at that time: rows of two models are never mixed
   * @param images how many
   * @param uploaded whether the images lie in the job's folder, or below the opened one
   */
  record About(
      String id,
      Instant created,
      ScoreOptions options,
      String identity,
      long images,
      boolean uploaded) {}

  /** How a job ended. */
  enum State {
    QUEUED,
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }

  /**
   * A job's end.
   *
   * @param reason of a failure, in one line; else empty
   * @param finished how many images have a row
   */
  record End(State state, String reason, Instant at, long finished) {}

  /**
   * An image of a job.
   *
   * @param name that its row has
   * @param file relative to the uploads or the opened folder
   */
  record Image(String name, String file) {}

  private JobFolder(Path folder, About about) {
    this.folder = folder;
    this.about = about;
  }

  /** Writes a new job; it exists from the moment that this returns, and not before. */
  static JobFolder create(Path folder, About about, List<Image> images) throws IOException {
    Files.createDirectories(folder);
    WholeFile.writeText(
        folder.resolve(IMAGES),
        text -> {
          for (Image image : images) {
            text.append(
                JSON.createObjectNode().put("name", image.name()).put("file", image.file()) + "\n");
          }
        });
    ObjectNode json =
        JSON.createObjectNode()
            .put("form", FORM)
            .put("id", about.id())
            .put("created", about.created().toString())
            .put("identity", about.identity())
            .put("images", about.images())
            .put("uploaded", about.uploaded());
    about.options().write(json);
    WholeFile.writeText(folder.resolve(ABOUT), text -> text.append(json.toString()));
    return new JobFolder(folder, about);
  }

  /** A job of an earlier server; empty for a folder whose job never came to be. */
  static Optional<JobFolder> open(Path folder) throws IOException {
    Path file = folder.resolve(ABOUT);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode json = JSON.readTree(file.toFile());
    if (json.path("form").asInt() != FORM) {
      throw new IOException(
          "%s: is of form %s, but this version of Mneme reads form %d; delete the job's folder"
              .formatted(file, json.path("form"), FORM));
    }
    About about =
        new About(
            json.path("id").asText(),
            Instant.parse(json.path("created").asText()),
            ScoreOptions.read(json),
            json.path("identity").asText(),
            json.path("images").asLong(),
            json.path("uploaded").asBoolean());
    return Optional.of(new JobFolder(folder, about));
  }

  About about() {
    return about;
  }

  Path rows() {
    return folder.resolve(ROWS);
  }

  Path uploads() {
    return folder.resolve(UPLOADS);
  }

  /** The images, in the order of their rows; to be closed. */
  Stream<Image> images() throws IOException {
    BufferedReader lines = Files.newBufferedReader(folder.resolve(IMAGES));
    return lines.lines().map(JobFolder::image).onClose(() -> close(lines));
  }

  private static Image image(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      return new Image(json.path("name").asText(), json.path("file").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(BufferedReader lines) {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whole rows that are there. */
  long finished() throws IOException {
    if (!Files.exists(rows())) {
      return 0;
    }
    long lines = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(rows()), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        lines += b == '\n' ? 1 : 0;
      }
    }
    return lines;
  }

  /** How the job ended; empty while there is work left. */
  Optional<End> end() throws IOException {
    Path file = folder.resolve(END);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode json = JSON.readTree(file.toFile());
    return Optional.of(
        new End(
            State.valueOf(json.path("state").asText()),
            json.path("reason").asText(),
            Instant.parse(json.path("at").asText()),
            json.path("finished").asLong()));
  }

  /** Records the end and lets go of uploaded images. */
  void end(End end) throws IOException {
    ObjectNode json =
        JSON.createObjectNode()
            .put("state", end.state().name())
            .put("reason", end.reason())
            .put("at", end.at().toString())
            .put("finished", end.finished());
    WholeFile.writeText(folder.resolve(END), text -> text.append(json.toString()));
    deleteAll(uploads());
  }

  void delete() throws IOException {
    Files.deleteIfExists(folder.resolve(ABOUT)); // first: without it there is no job
    deleteAll(folder);
  }

  /** Bytes of all its files. */
  long size() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
