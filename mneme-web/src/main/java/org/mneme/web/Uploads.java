package org.mneme.web;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.score.ImageSource;

/** The images in a request's body, in memory: the files of a form, or the body itself. */
final class Uploads {
  private static final String FORM = "multipart/form-data";

  private Uploads() {}

  /**
   * An image as it came.
   *
   * @param name as the client gave it, or {@code image}
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  record Upload(String name, byte[] content) implements ImageSource {
    @Override
    public long bytes() {
      return content.length;
    }

    @Override
    public Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
      return ImageDecoder.decode(name, new ByteArrayInputStream(content), mode, limits);
    }
  }

  /**
   * Takes memory for a body before any of it is read.
   *
   * @throws ProblemException if it is compressed as a whole, larger than a request may be, or no
   *     memory is left just now
   */
  static ByteBudget.Share reserve(
      Context request, ByteBudget budget, ServerSettings.Limits limits) {
    String encoding = request.header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw ProblemException.unsupported(
          "the body's Content-Encoding is '%s'; send it as it is, without compressing it"
              .formatted(encoding));
    }
    long length = request.req().getContentLengthLong();
    if (length > limits.body()) {
      throw tooLarge(limits);
    }
    return budget.take(length < 0 ? limits.body() : length);
  }

  /**
   * Reads the images.
   *
   * @throws ProblemException if there is none, or too much of them
   */
  static List<Upload> read(Context request, ServerSettings.Limits limits) throws IOException {
    String type = request.contentType();
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      return form(request, type, limits);
    }
    byte[] body = limited(request.req().getInputStream(), limits);
    if (body.length == 0) {
      throw ProblemException.badRequest(
          "the request has no image: send one as its body, or files as multipart/form-data");
    }
    String name = request.queryParam("name");
    return List.of(new Upload(name == null ? "image" : named(name, limits), body));
  }

  private static List<Upload> form(Context request, String type, ServerSettings.Limits limits)
      throws IOException {
    if (!type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
      throw ProblemException.badRequest(
          "the body is %s; send an image as it is, or files as %s".formatted(type, FORM));
    }
    List<UploadedFile> files = files(request, limits);
    if (files.isEmpty()) {
      throw ProblemException.badRequest("the form has no file");
    }
    List<Upload> uploads = new ArrayList<>();
    for (UploadedFile file : files) {
      try (InputStream in = file.content()) {
        uploads.add(new Upload(named(file.filename(), limits), in.readAllBytes()));
      }
    }
    return uploads;
  }

  private static List<UploadedFile> files(Context request, ServerSettings.Limits limits) {
    return filesByField(request, limits).values().stream().flatMap(List::stream).toList();
  }

  /**
   * The files of a form.
   *
   * @throws ProblemException if there are too many
   */
  static Map<String, List<UploadedFile>> filesByField(
      Context request, ServerSettings.Limits limits) {
    try {
      return request.uploadedFileMap();
    } catch (Exception e) { // Kotlin declares no checked ones
      request.attribute(WebServer.BROKEN, true);
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        String words = String.valueOf(cause.getMessage());
        if (words.startsWith("Maximum number of parts") || words.startsWith("Form with too many")) {
          throw ProblemException.tooLarge(
              "the form has too many files: at most %d are accepted. Send them in several requests"
                  .formatted(limits.files()));
        }
        if (words.startsWith("max length exceeded") || words.startsWith("Multipart")) {
          throw tooLarge(limits);
        }
      }
      throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
  }

  private static byte[] limited(InputStream in, ServerSettings.Limits limits) throws IOException {
    byte[] body =
        in.readNBytes(Math.toIntExact(Math.min(limits.body() + 1, Integer.MAX_VALUE - 8)));
    if (body.length > limits.body()) {
      throw tooLarge(limits);
    }
    return body;
  }

  private static ProblemException tooLarge(ServerSettings.Limits limits) {
    return ProblemException.tooLarge(
        String.format(
            Locale.ROOT,
            "the request is too large: at most %,d bytes are accepted. Send the images in several"
                + " requests",
            limits.body()));
  }

  /** A table's name for messages; only what is safe in a file's name is kept of the client's. */
  static String tableName(String label, String usual) {
    String name = label.replaceAll("[^A-Za-z0-9 _-]", "_");
    return (name.isBlank() || name.length() > 100 ? usual : name) + ".csv";
  }

  /** Writes a file of a form, in a folder that is made where it is missing. */
  static void write(UploadedFile file, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (InputStream in = file.content()) {
      Files.copy(in, to);
    }
  }

  /** The name is only ever shown again; it opens no file. */
  static String named(String name, ServerSettings.Limits limits) {
    if (name.length() > limits.name()) {
      throw ProblemException.badRequest(
          "a file's name has %d characters; at most %d are accepted"
              .formatted(name.length(), limits.name()));
    }
    return name;
  }
}
