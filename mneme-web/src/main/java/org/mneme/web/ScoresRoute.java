package org.mneme.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.mneme.score.BusyException;
import org.mneme.score.SharedScorer;
import org.mneme.score.SharedScorer.Outcome;
import org.mneme.score.SharedScorer.Ticket;
import org.mneme.score.SharedScorer.Urgency;

/** {@code POST /v1/scores}: images in, scores out, in order, each as soon as it is there. */
final class ScoresRoute {
  /** Images of one request in the queue at once, so that others get their turn. */
  private static final int WINDOW = 32;

  private final OpenModels models;
  private final ByteBudget budget;
  private final ServerSettings.Limits limits;
  private final Metrics metrics;

  ScoresRoute(
      OpenModels models, ByteBudget budget, ServerSettings.Limits limits, Metrics metrics) {
    this.models = models;
    this.budget = budget;
    this.limits = limits;
    this.metrics = metrics;
  }

  void handle(Context request) throws IOException, InterruptedException {
    ScoreWriter.Form form = ScoreWriter.Form.of(request);
    ScoreOptions options = ScoreOptions.of(request, Set.of("name"));
    OpenModels.Served model = models.find(options.model());
    try (ByteBudget.Share share = Uploads.reserve(request, budget, limits)) {
      List<Uploads.Upload> images = Uploads.read(request, limits);
      new Answer(request, form, options, model, images).write();
    }
  }

  /** One request's answer on its way. */
  private final class Answer {
    private final Context request;
    private final ScoreWriter.Form form;
    private final ScoreOptions options;
    private final OpenModels.Served model;
    private final List<Uploads.Upload> images;
    private final Deque<Ticket> tickets = new ArrayDeque<>();
    private int submitted;

    Answer(
        Context request,
        ScoreWriter.Form form,
        ScoreOptions options,
        OpenModels.Served model,
        List<Uploads.Upload> images) {
      this.request = request;
      this.form = form;
      this.options = options;
      this.model = model;
      this.images = images;
    }

    void write() throws IOException, InterruptedException {
      SharedScorer scorer = models.scorer(model);
      List<Ticket> all = new ArrayList<>();
      try {
        submit(scorer, all);
        Outcome first = await(tickets.remove());
        if (images.size() == 1 && first.failed()) {
          metrics.scored(first);
          String why = String.valueOf(first.error()).replaceFirst("^image stream: ", "");
          throw ProblemException.notAnImage(images.get(0).name() + ": " + why);
        }
        ScoreWriter writer = ScoreWriter.begin(request, form, model, options);
        for (int i = 0; i < images.size(); i++) {
          submit(scorer, all);
          Outcome outcome = i == 0 ? first : await(tickets.remove());
          metrics.scored(outcome);
          writer.write(images.get(i).name(), outcome);
        }
        writer.finish();
      } finally {
        all.forEach(Ticket::cancel); // those of a client that has gone
      }
    }

    /** Fills the window. Only the first image may be refused: later ones wait for their turn. */
    private void submit(SharedScorer scorer, List<Ticket> all) {
      while (tickets.size() < WINDOW && submitted < images.size()) {
        try {
          Ticket ticket =
              scorer.submit(
                  images.get(submitted), options.crops(), options.decode(), Urgency.NOW);
          tickets.add(ticket);
          all.add(ticket);
          submitted++;
        } catch (BusyException e) {
          if (tickets.isEmpty()) {
            if (submitted == 0) {
              throw ProblemException.busy(String.valueOf(e.getMessage()), e.retryAfter());
            }
            pause();
          } else {
            return;
          }
        } catch (IllegalStateException e) {
          throw ProblemException.stopping();
        }
      }
    }
  }

  static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.stopping();
    }
  }

  /** Waits for an outcome. */
  static Outcome await(Ticket ticket) throws IOException, InterruptedException {
    try {
      return ticket.outcome().get();
    } catch (CancellationException e) {
      throw ProblemException.stopping();
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
    }
  }
}
