package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.mneme.catalog.Catalog;
import org.mneme.files.Release;
import org.mneme.progress.Progress;
import org.mneme.score.SharedScorer;

/**
 * A server that scores images for clients over HTTP: an API below {@code /v1}, described by {@code
 * /openapi.json}, and a page for people at {@code /}. One process holds each model once; requests
 * of many clients share the network's batches.
 *
 * <p>It fetches no address for a client, and reads no file but below the folder that its settings
 * open. On an address that other machines can reach it wants a token.
 */
public final class WebServer implements AutoCloseable {
  /** Mneme's, as the jar says it. */
  static final String VERSION = Release.version();

  private static final JsonMapper JSON = new JsonMapper();

  /** More than may wait for a model, so that an answer always finds a thread. */
  private static final int SPARE_THREADS = 200;

  /** An attribute of requests whose connection is of no further use. */
  static final String BROKEN = "broken";

  private static final int HEADER_BYTES = 16 << 10;
  private static final int LEAST_BYTES_A_SECOND = 256;
  private static final long MOST_DRAINED = 64L << 20;
  private static final Duration STOP = Duration.ofSeconds(30);

  /** How long a stopping server goes on to answer that it is stopping. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Javalin server;
  private final OpenModels models;
  private final CompletableFuture<SharedScorer> opening;
  private final Jobs jobs;
  private final Metrics metrics;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final GracefulHandler answering = new GracefulHandler();
  private final JobRoutes jobRoutes;
  private final ExplanationsRoute explanations;

  private WebServer(
      ServerSettings settings,
      OpenModels models,
      CompletableFuture<SharedScorer> opening,
      Optional<OpenedFolder> data)
      throws IOException {
    this.models = models;
    this.opening = opening;
    Guard guard = Guard.of(settings);
    ByteBudget budget = new ByteBudget(2 * settings.limits().body());
    this.metrics = new Metrics(models, budget);
    Files.createDirectories(settings.state());
    OpenedFolder files = data.isPresent() ? data.get() : OpenedFolder.of(settings.state());
    this.jobs = Jobs.of(settings.state(), models, files, metrics, settings.kept());
    ScoresRoute scores = new ScoresRoute(models, budget, settings.limits(), metrics);
    this.explanations = new ExplanationsRoute(models, budget, settings.limits());
    EvaluationRoutes evaluations =
        new EvaluationRoutes(settings.state().resolve("evaluations"), budget, settings.limits());
    StatisticsRoute statistics = new StatisticsRoute(budget, settings.limits());
    SelectionRoutes selections =
        new SelectionRoutes(settings.state().resolve("selections"), budget, settings.limits());
    this.jobRoutes = new JobRoutes(jobs, models, data, budget, settings.limits());
    this.server =
        Javalin.create(
            config -> {
              listen(config, settings);
              routes(config.routes, guard);
              scoring(config.routes, scores, explanations, evaluations);
              studies(config.routes, statistics, selections);
              problems(config.routes);
            });
  }

  /**
   * Starts a server, which listens when this returns while its first model is still being opened:
   * requests wait for it, and {@code /ready} says when it is there.
   *
   * @param progress of fetching published models that are not there yet
   * @throws IllegalArgumentException if others can reach the address and there is no token
   * @throws IOException if a model, the folder or the address cannot be had
   */
  public static WebServer start(ServerSettings settings, Catalog catalog, Progress progress)
      throws IOException {
    return start(settings, catalog, progress, OpenModels.Opener.DEFAULT, OpenModels.PATIENCE);
  }

  /**
   * The same with a way to open models.
   *
   * @param patience how long requests wait for a model that is being opened
   */
  static WebServer start(
      ServerSettings settings,
      Catalog catalog,
      Progress progress,
      OpenModels.Opener opener,
      Duration patience)
      throws IOException {
    Guard.of(settings); // before minutes are spent on a model
    Optional<OpenedFolder> data =
        settings.data().isPresent()
            ? Optional.of(OpenedFolder.of(settings.data().get()))
            : Optional.empty();
    OpenModels models = OpenModels.of(settings, catalog, progress, opener, patience);
    // Opening a large network takes a second or two, as does starting the server: side by side.
    CompletableFuture<SharedScorer> opening = models.openFirst();
    WebServer web = new WebServer(settings, models, opening, data);
    try {
      web.server.start();
    } catch (RuntimeException e) {
      web.close();
      throw new IOException(
          "%s:%d cannot be listened on: %s. Take another port"
              .formatted(settings.host(), settings.port(), reason(e)),
          e);
    }
    return web;
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** Each route as its method and path. */
  List<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .toList();
  }

  /** The first model, as requests use it. */
  SharedScorer scorer() throws IOException {
    return models.scorer(models.all().get(0));
  }

  /**
   * Returns when the process is asked to stop, by SIGTERM or Ctrl-C, which from now on end it only
   * when they come twice. Whoever calls this closes the server then.
   *
   * @throws IOException if the first model cannot be opened, without which there is no server
   */
  public void awaitStop() throws IOException, InterruptedException {
    CompletableFuture<Void> stop = StopSignals.caught().asked();
    var unused =
        opening.whenComplete(
            (scorer, failure) -> {
              if (failure != null) {
                stop.completeExceptionally(failure);
              }
            });
    try {
      stop.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  private void listen(JavalinConfig config, ServerSettings settings) {
    ServerSettings.Limits limits = settings.limits();
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = limits.body();
    config.http.generateEtags = false;
    config.http.prefer405over404 = true;
    int most = settings.capacity().images() + SPARE_THREADS;
    config.jetty.threadPool = new QueuedThreadPool(most, 8, 60_000);
    config.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
          connector.setHost(settings.host());
          connector.setPort(settings.port());
          // Jetty's 50 would let the system reset some of a thousand connections made at once.
          connector.setAcceptQueueSize(most);
          return connector;
        });
    // Parts stay in memory: what people upload is written to no disk.
    config.jetty.multipartConfig.maxFileSize(limits.body(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(limits.body(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxInMemoryFileSize(
        (int) Math.min(limits.body(), Integer.MAX_VALUE), SizeUnit.BYTES);
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(HEADER_BYTES);
          http.setIdleTimeout(limits.idle().toMillis());
        });
    config.jetty.modifyServer(
        server -> {
          // Only what clients send has a least rate: rows of an answer come as the network is done.
          answering.setHandler(new MinimumDataRateHandler(LEAST_BYTES_A_SECOND, 0));
          server.setHandler(answering);
        });
    config.jetty.modifyServletContextHandler(context -> context.setMaxFormKeys(limits.files()));
  }

  private void routes(RoutesConfig routes, Guard guard) {
    routes.before(
        request -> {
          request.attribute("begun", Instant.now());
          guard.check(request);
          if (stopping.get() && !request.path().equals("/health")) {
            throw ProblemException.stopping();
          }
        });
    routes.after(
        request -> {
          Instant begun = request.attribute("begun");
          if (begun != null) {
            metrics.answered(request, Duration.between(begun, Instant.now()));
          }
        });
    routes.get("/health", request -> request.result("alive\n"));
    routes.get("/ready", this::ready);
    routes.get(
        "/metrics",
        request ->
            request.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.text()));
    routes.get("/v1/models", this::models);
    routes.post("/v1/jobs", jobRoutes::begin);
    routes.get("/v1/jobs", jobRoutes::list);
    routes.get("/v1/jobs/{id}", jobRoutes::show);
    routes.get("/v1/jobs/{id}/rows", jobRoutes::rows);
    routes.sse("/v1/jobs/{id}/events", jobRoutes::events);
    routes.post("/v1/jobs/{id}/cancel", jobRoutes::cancel);
    routes.delete("/v1/jobs/{id}", jobRoutes::delete);
    Pages.add(routes);
  }

  private static void scoring(
      RoutesConfig routes,
      ScoresRoute scores,
      ExplanationsRoute explanations,
      EvaluationRoutes evaluations) {
    routes.post("/v1/scores", scores::handle);
    routes.post("/v1/explanations", explanations::handle);
    routes.post("/v1/evaluations", evaluations::evaluate);
    routes.get("/v1/evaluations/{id}", evaluations::metrics);
    routes.get("/v1/evaluations/{id}/report", evaluations::report);
  }

  private static void studies(
      RoutesConfig routes, StatisticsRoute statistics, SelectionRoutes selections) {
    routes.post("/v1/statistics", statistics::handle);
    routes.post("/v1/selections", selections::select);
    routes.get("/v1/selections/{id}", selections::show);
    routes.get("/v1/selections/{id}/report", selections::report);
    routes.get("/v1/selections/{id}/files/{name}", selections::file);
  }

  private void ready(Context request) {
    if (stopping.get()) {
      throw ProblemException.stopping();
    }
    if (!models.isReady()) {
      throw ProblemException.opening();
    }
    request.result("ready\n");
  }

  private void models(Context request) {
    ObjectNode json = JSON.createObjectNode().put("mneme", VERSION);
    ArrayNode all = json.putArray("models");
    models.all().forEach(model -> all.add(model.jsonWithInput()));
    request.contentType("application/json").result(json.toString());
  }

  private static void problems(RoutesConfig routes) {
    routes.exception(
        ProblemException.class,
        (e, request) -> {
          Duration retry = e.retryAfter();
          if (retry != null) {
            request.header("Retry-After", Long.toString(Math.max(1, retry.toSeconds())));
          }
          problem(request, e.status(), e.title(), String.valueOf(e.getMessage()));
        });
    routes.exception(
        HttpResponseException.class,
        (e, request) ->
            problem(
                request,
                e.getStatus(),
                e.getStatus() == 404 ? "Not found" : "Not possible",
                e.getStatus() == 404 || e.getStatus() == 405
                    ? "there is no %s %s; the API is described at /api"
                        .formatted(request.method(), request.path())
                    : String.valueOf(e.getMessage())));
    routes.exception(Exception.class, WebServer::failed);
  }

  /** A body that is not HTTP as it should be is the client's fault, however deep it was noticed. */
  private static void failed(Exception e, Context request) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException http && http.getCode() < 500) {
        request.attribute(BROKEN, true);
        problem(request, http.getCode(), "Bad request", reasonOf(cause, http));
        return;
      }
      if (cause instanceof EofException) {
        return; // the client has gone
      }
    }
    System.getLogger(WebServer.class.getName()).log(System.Logger.Level.ERROR, request.path(), e);
    problem(request, 500, "Failed", String.valueOf(e.getMessage()));
  }

  /** What Jetty found, in its words: the deepest cause says more than the status' name. */
  private static String reasonOf(Throwable found, HttpException http) {
    String words = String.valueOf(http.getReason());
    for (Throwable cause = found; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().startsWith("400: ")) {
        words = cause.getMessage();
      }
    }
    return "the request's body is not as its headers say: " + words.replaceAll("\\p{Cntrl}", "?");
  }

  private static void problem(Context request, int status, String title, String detail) {
    if (request.res().isCommitted()) {
      throw new IllegalStateException(detail); // ends the connection: the answer is not whole
    }
    request.res().resetBuffer();
    if (request.attribute(BROKEN) != null || !drain(request)) {
      request.header("Connection", "close");
    }
    request
        .status(status)
        .contentType("application/problem+json")
        .result(
            JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .toString());
  }

  /**
   * Reads what is left of a refused request's body, up to a bound: a client that is still sending
   * when the connection closes may never see the answer. False if the connection is of no further
   * use.
   */
  private static boolean drain(Context request) {
    if (request.header("Expect") != null) {
      return false; // the client waits for the answer before it sends anything
    }
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream body = request.req().getInputStream();
      for (long left = MOST_DRAINED; left > 0; ) {
        int read = body.read(buffer);
        if (read < 0) {
          return true;
        }
        left -= read;
      }
      return false;
    } catch (IOException | RuntimeException e) {
      return false; // it breaks off, or is no HTTP
    }
  }

  /**
   * Refuses new work, finishes what is being answered, for at most 30 seconds, lets jobs stop where
   * the next server resumes them, and frees the models.
   */
  @Override
  public void close() {
    close(STOP);
  }

  /**
   * The same.
   *
   * @param patience how long what is being answered may still take; what is not done by then is
   *     answered with 503
   */
  void close(Duration patience) {
    stopping.set(true);
    jobRoutes.close();
    awaitAnswers(patience);
    jobs.close();
    models.close();
    awaitAnswers(LAST_WORDS);
    explanations.close();
    server.stop();
    metrics.close();
  }

  private void awaitAnswers(Duration patience) {
    Instant latest = Instant.now().plus(patience);
    while (answering.getCurrentRequestCount() > 0 && Instant.now().isBefore(latest)) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
