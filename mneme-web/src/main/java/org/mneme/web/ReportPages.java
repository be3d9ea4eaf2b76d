package org.mneme.web;

import io.javalin.http.Context;

/** Answers with a page of a report, which brings its own style and no script. */
final class ReportPages {
  private ReportPages() {}

  static void answer(Context request, byte[] page) {
    request.header(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri"
            + " 'none'; frame-ancestors 'self'; sandbox");
    request.header("X-Frame-Options", "SAMEORIGIN");
    request.contentType("text/html; charset=utf-8").result(page);
  }
}
