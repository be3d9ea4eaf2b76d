package org.mneme.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered, with the reason for the client: problem details of RFC 9457.
 */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String title;
  private final transient @Nullable Duration retryAfter;

  private ProblemException(int status, String title, String detail, @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
    this.retryAfter = retryAfter;
  }

  static ProblemException badRequest(String detail) {
    return new ProblemException(400, "Bad request", detail, null);
  }

  static ProblemException unauthorized() {
    return new ProblemException(
        401,
        "Token needed",
        "this server needs its token: send the header Authorization: Bearer TOKEN",
        null);
  }

  static ProblemException forbidden(String detail) {
    return new ProblemException(403, "Not allowed", detail, null);
  }

  static ProblemException notFound(String detail) {
    return new ProblemException(404, "Not found", detail, null);
  }

  static ProblemException notAcceptable(String detail) {
    return new ProblemException(406, "Not acceptable", detail, null);
  }

  static ProblemException conflict(String detail) {
    return new ProblemException(409, "Not possible now", detail, null);
  }

  static ProblemException tooLarge(String detail) {
    return new ProblemException(413, "Too large", detail, null);
  }

  static ProblemException unsupported(String detail) {
    return new ProblemException(415, "Unsupported content", detail, null);
  }

  static ProblemException notAnImage(String detail) {
    return new ProblemException(422, "Image cannot be read", detail, null);
  }

  static ProblemException badTable(String detail) {
    return new ProblemException(422, "Table cannot be used", detail, null);
  }

  static ProblemException infeasible(String detail) {
    return new ProblemException(422, "No such sets", detail, null);
  }

  static ProblemException busy(String detail, Duration retryAfter) {
    return new ProblemException(429, "Too many requests", detail, retryAfter);
  }

  static ProblemException stopping() {
    return new ProblemException(
        503, "Stopping", "the server is stopping and accepts no new work", Duration.ofSeconds(5));
  }

  static ProblemException opening() {
    return new ProblemException(
        503, "Not ready", "the model is being opened; try again", Duration.ofSeconds(1));
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** When to try again; null when that would not help. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
