package org.mneme.web;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.score.SharedScorer;

/** The images in a request's body, in memory: the files of a form, or the body itself. */
final class Uploads {
  private static final String FORM = "multipart/form-data";

  private Uploads() {}

  /**
   * An image as it came.
   *
   * @param name as the client gave it, or {@code image}
   */
  record Upload(String name, byte[] content) implements SharedScorer.Source {
    @Override
    public long bytes() {
      return content.length;
    }

    @Override
    public Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
      return ImageDecoder.decode(new ByteArrayInputStream(content), mode, limits);
    }
  }

  /**
   * Takes memory for a body before any of it is read.
   *
   * @throws ProblemException if it is larger than a request may be, or no memory is left just now
   */
  static ByteBudget.Share reserve(
      Context request, ByteBudget budget, ServerSettings.Limits limits) {
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
      throw ProblemException.badRequest("the body is %s; %s is taken".formatted(type, FORM));
    }
    List<UploadedFile> files = request.uploadedFiles();
    if (files.isEmpty()) {
      throw ProblemException.badRequest("the form has no file");
    }
    if (files.size() > limits.files()) {
      throw ProblemException.tooLarge(
          "the form has %d files; at most %d are taken at once. Send them in several requests"
              .formatted(files.size(), limits.files()));
    }
    List<Upload> uploads = new ArrayList<>();
    for (UploadedFile file : files) {
      try (InputStream in = file.content()) {
        uploads.add(new Upload(named(file.filename(), limits), in.readAllBytes()));
      }
    }
    return uploads;
  }

  private static byte[] limited(InputStream in, ServerSettings.Limits limits) throws IOException {
    byte[] body = in.readNBytes(Math.toIntExact(Math.min(limits.body() + 1, Integer.MAX_VALUE - 8)));
    if (body.length > limits.body()) {
      throw tooLarge(limits);
    }
    return body;
  }

  private static ProblemException tooLarge(ServerSettings.Limits limits) {
    return ProblemException.tooLarge(
        "the request is larger than the %d MB that are taken at once".formatted(limits.body() >> 20));
  }

  /** The name is only ever shown again; it opens no file. */
  private static String named(String name, ServerSettings.Limits limits) {
    if (name.length() > limits.name()) {
      throw ProblemException.badRequest(
          "a file's name has %d characters; at most %d are taken"
              .formatted(name.length(), limits.name()));
    }
    return name;
  }
}
