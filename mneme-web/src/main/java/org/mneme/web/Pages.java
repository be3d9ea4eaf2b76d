package org.mneme.web;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;

/** The page for people and the API's description, out of the jar. */
final class Pages {
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String PAGE = "text/html; charset=utf-8";

  /** Path by file; what is not named here is not served. */
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("/", "index.html"),
          Map.entry("/api", "api.html"),
          Map.entry("/openapi.json", "openapi.json"),
          Map.entry("/report.css", "/org/mneme/report/page.css"),
          Map.entry("/page.css", "page.css"),
          Map.entry("/app.js", "app.js"),
          Map.entry("/scoring.js", "scoring.js"),
          Map.entry("/gallery.js", "gallery.js"),
          Map.entry("/explain.js", "explain.js"),
          Map.entry("/select.js", "select.js"),
          Map.entry("/chart.js", "chart.js"),
          Map.entry("/store.js", "store.js"),
          Map.entry("/tables.js", "tables.js"),
          Map.entry("/api.js", "api.js"),
          Map.entry("/icon.svg", "icon.svg"));

  private Pages() {}

  /** What the page is made of. */
  static Set<String> paths() {
    return FILES.keySet();
  }

  static void add(RoutesConfig routes) {
    FILES.forEach(
        (path, file) -> {
          byte[] content = read(file);
          routes.get(path, request -> request.contentType(type(file)).result(content));
        });
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "html" -> PAGE;
      case "css" -> STYLE;
      case "js" -> SCRIPT;
      case "json" -> "application/json";
      default -> "image/svg+xml";
    };
  }

  private static byte[] read(String file) {
    try (InputStream in = Pages.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(file + " cannot be read from the jar", e);
    }
  }
}
