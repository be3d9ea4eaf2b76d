package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.mneme.progress.CancelledException;
import org.mneme.score.BusyException;
import org.mneme.score.InOrder;
import org.mneme.score.SharedScorer;
import org.mneme.score.SharedScorer.Urgency;

/** {@code POST /v1/scores}: images in, scores out, in order, each as soon as it is there. */
final class ScoresRoute {
  private static final JsonMapper JSON = new JsonMapper();

  private final OpenModels models;
  private final ByteBudget budget;
  private final ServerSettings.Limits limits;
  private final Metrics metrics;

  ScoresRoute(OpenModels models, ByteBudget budget, ServerSettings.Limits limits, Metrics metrics) {
    this.models = models;
    this.budget = budget;
    this.limits = limits;
    this.metrics = metrics;
  }

  void handle(Context request) throws IOException {
    ScoreWriter.Form form = ScoreWriter.Form.of(request);
    ScoreOptions asked = ScoreOptions.of(request, Set.of("name"));
    ServedModel model = models.find(asked);
    ScoreOptions options = asked.of(model);
    ByteBudget.Share share = Uploads.reserve(request, budget, limits);
    try {
      answer(request, form, options, model, Uploads.read(request, limits));
    } finally {
      share.close();
    }
  }

  private void answer(
      Context request,
      ScoreWriter.Form form,
      ScoreOptions options,
      ServedModel model,
      List<Uploads.Upload> images)
      throws IOException {
    SharedScorer scorer = models.scorer(model);
    try (InOrder<Uploads.Upload> scores =
        scorer.inOrder(images.iterator(), options.crops(), options.decodeMode(), Urgency.NOW)) {
      scores.begin();
      InOrder.Done<Uploads.Upload> done = scores.next();
      metrics.scored(done.outcome());
      if (images.size() == 1 && done.outcome().failed()) {
        throw ProblemException.notAnImage(done.image().name() + ": " + done.outcome().error());
      }
      model.nameIn(request);
      ScoreWriter writer =
          ScoreWriter.begin(
              request, form, model.precision(), scorer.tellsSureness(), head(model, options));
      writer.write(done.image().name(), done.outcome());
      while (scores.hasNext()) {
        done = scores.next();
        metrics.scored(done.outcome());
        writer.write(done.image().name(), done.outcome());
      }
      writer.finish();
    } catch (BusyException e) {
      throw ProblemException.busy(String.valueOf(e.getMessage()), e.retryAfter());
    } catch (CancelledException e) {
      throw ProblemException.stopping();
    }
  }

  /** What JSON answers say before the scores. */
  static ObjectNode head(ServedModel model, ScoreOptions options) {
    ObjectNode head = JSON.createObjectNode().put("mneme", WebServer.VERSION);
    head.set("model", model.json());
    head.putObject("options")
        .put("crops", ScoreOptions.lower(options.crops()))
        .put("decode", ScoreOptions.lower(options.decodeMode()));
    return head;
  }
}
