package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.score.MeasuredScore;
import org.mneme.statistics.ImageStatistics;
import org.mneme.statistics.MeasuredImage;
import org.mneme.statistics.Statistic;
import org.mneme.statistics.StatisticsFile;

/**
 * {@code POST /v1/statistics}: images in; out come luminance, contrast and all else that is
 * measured without a model. A request's images are measured one after another, those of a few
 * requests at the same time.
 */
final class StatisticsRoute {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ByteBudget budget;
  private final ServerSettings.Limits limits;
  private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors());

  StatisticsRoute(ByteBudget budget, ServerSettings.Limits limits) {
    this.budget = budget;
    this.limits = limits;
  }

  void handle(Context request) throws IOException {
    ScoreWriter.Form form = ScoreWriter.Form.of(request);
    ScoreOptions.requireKnown(request, new TreeSet<>(Set.of("name")));
    ByteBudget.Share share = Uploads.reserve(request, budget, limits);
    List<MeasuredImage> rows;
    boolean single;
    try {
      List<Uploads.Upload> images = Uploads.read(request, limits);
      single = images.size() == 1;
      if (!free.tryAcquire()) {
        throw ProblemException.busy("other images are being measured", RETRY);
      }
      try {
        rows = new ArrayList<>();
        for (Uploads.Upload image : images) {
          rows.add(measured(image));
        }
      } finally {
        free.release();
      }
    } finally {
      share.close();
    }
    String error = rows.get(0).error();
    if (single && error != null) {
      throw ProblemException.notAnImage(rows.get(0).image() + ": " + error);
    }
    if (form == ScoreWriter.Form.CSV) {
      StringBuilder text = new StringBuilder();
      StatisticsFile.write(rows, text);
      request.contentType("text/csv; charset=utf-8").result(text.toString());
    } else if (form == ScoreWriter.Form.JSON_LINES) {
      StringBuilder text = new StringBuilder();
      rows.forEach(row -> text.append(json(row)).append('\n'));
      request.contentType("application/x-ndjson; charset=utf-8").result(text.toString());
    } else {
      ObjectNode answer = JSON.createObjectNode().put("mneme", WebServer.VERSION);
      ArrayNode all = answer.putArray("statistics");
      rows.forEach(row -> all.add(json(row)));
      request.contentType("application/json").result(answer.toString());
    }
  }

  private static MeasuredImage measured(Uploads.Upload image) throws IOException {
    try {
      return new MeasuredImage(
          image.name(),
          ImageStatistics.of(image.decode(DecodeMode.NATURAL, ImageLimits.DEFAULT)),
          null);
    } catch (ImageException e) {
      return new MeasuredImage(
          image.name(),
          null,
          MeasuredScore.failed(image.name(), String.valueOf(e.getMessage())).error());
    } catch (OutOfMemoryError e) {
      return new MeasuredImage(
          image.name(), null, "too large for the memory that this server has; make it smaller");
    }
  }

  private static ObjectNode json(MeasuredImage row) {
    ObjectNode json = JSON.createObjectNode().put("image", row.image());
    ImageStatistics statistics = row.statistics();
    for (Statistic each : Statistic.values()) {
      double value = statistics == null ? Double.NaN : each.of(statistics);
      if (Double.isNaN(value)) {
        json.putNull(each.column());
      } else if (each == Statistic.WIDTH || each == Statistic.HEIGHT) {
        json.put(each.column(), (int) value);
      } else {
        json.put(each.column(), value);
      }
    }
    return json.put("hash", statistics == null ? null : statistics.hash().toString())
        .put("error", row.error());
  }
}
