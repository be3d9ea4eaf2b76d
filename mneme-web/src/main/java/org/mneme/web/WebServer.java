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
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.mneme.catalog.Catalog;
import org.mneme.image.Preprocessing;
import org.mneme.progress.Progress;

/**
 * A server that scores images for clients over HTTP: an API below {@code /v1}, described by {@code
 * /openapi.json}, and a page for people at {@code /}. One process holds each model once; requests
 * of many clients share the network's batches.
 *
 * <p>It fetches no address for a client, and reads no file but below the folder that its settings
 * open. On an address that other machines can reach it wants a token.
 */
public final class WebServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** More than may wait for a model, so that an answer always finds a thread. */
  private static final int SPARE_THREADS = 200;

  private static final int HEADER_BYTES = 16 << 10;
  private static final int LEAST_BYTES_A_SECOND = 256;
  private static final Duration STOP = Duration.ofSeconds(30);

  private final Javalin server;
  private final OpenModels models;
  private final Jobs jobs;
  private final Metrics metrics;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicInteger answering = new AtomicInteger();

  private WebServer(ServerSettings settings, OpenModels models, Optional<OpenedFolder> data)
      throws IOException {
    this.models = models;
    Guard guard = Guard.of(settings);
    ByteBudget budget = new ByteBudget(2 * settings.limits().body());
    this.metrics = new Metrics(models, budget);
    Files.createDirectories(settings.state());
    OpenedFolder files =
        data.isPresent() ? data.get() : OpenedFolder.of(settings.state());
    this.jobs = Jobs.of(settings.state(), models, files, metrics, settings.kept());
    ScoresRoute scores = new ScoresRoute(models, budget, settings.limits(), metrics);
    JobRoutes jobRoutes = new JobRoutes(jobs, models, data, budget, settings.limits());
    this.server =
        Javalin.create(
            config -> {
              listen(config, settings);
              routes(config.routes, guard, scores, jobRoutes);
              problems(config.routes);
            });
  }

  /**
   * Starts a server.
   *
   * @param progress of fetching published models that are not there yet
   * @throws IllegalArgumentException if others can reach the address and there is no token
   * @throws IOException if a model, the folder or the address cannot be had
   */
  public static WebServer start(ServerSettings settings, Catalog catalog, Progress progress)
      throws IOException {
    Guard.of(settings); // before minutes are spent on a model
    Optional<OpenedFolder> data =
        settings.data().isPresent()
            ? Optional.of(OpenedFolder.of(settings.data().get()))
            : Optional.empty();
    OpenModels models = OpenModels.of(settings, catalog, progress);
    WebServer web = new WebServer(settings, models, data);
    try {
      web.server.start(settings.host(), settings.port());
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

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  private static void listen(JavalinConfig config, ServerSettings settings) {
    ServerSettings.Limits limits = settings.limits();
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = limits.body();
    config.http.generateEtags = false;
    config.jetty.threadPool =
        new QueuedThreadPool(settings.capacity().images() + SPARE_THREADS, 8, 60_000);
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
        server ->
            server.setHandler(
                new MinimumDataRateHandler(LEAST_BYTES_A_SECOND, LEAST_BYTES_A_SECOND)));
    config.jetty.modifyServletContextHandler(
        context -> context.setMaxFormKeys(limits.files()));
  }

  private void routes(
      RoutesConfig routes, Guard guard, ScoresRoute scores, JobRoutes jobRoutes) {
    routes.before(
        request -> {
          request.attribute("begun", Instant.now());
          answering.incrementAndGet();
          guard.check(request);
          if (stopping.get() && !request.path().equals("/health")) {
            throw ProblemException.stopping();
          }
        });
    routes.after(
        request -> {
          answering.decrementAndGet();
          Instant begun = request.attribute("begun");
          if (begun != null) {
            metrics.answered(request, Duration.between(begun, Instant.now()));
          }
        });
    routes.get("/health", request -> request.result("alive\n"));
    routes.get("/ready", this::ready);
    routes.get("/metrics", request -> request.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.text()));
    routes.get("/v1/models", this::models);
    routes.post("/v1/scores", scores::handle);
    routes.post("/v1/jobs", jobRoutes::begin);
    routes.get("/v1/jobs", jobRoutes::list);
    routes.get("/v1/jobs/{id}", jobRoutes::show);
    routes.get("/v1/jobs/{id}/rows", jobRoutes::rows);
    routes.sse("/v1/jobs/{id}/events", jobRoutes::events);
    routes.post("/v1/jobs/{id}/cancel", jobRoutes::cancel);
    routes.delete("/v1/jobs/{id}", jobRoutes::delete);
    Pages.add(routes);
  }

  private void ready(Context request) {
    if (stopping.get()) {
      throw ProblemException.stopping();
    }
    request.result("ready\n");
  }

  private void models(Context request) throws IOException {
    ObjectNode json = JSON.createObjectNode().put("mneme", Version.TEXT);
    ArrayNode all = json.putArray("models");
    for (OpenModels.Served model : models.all()) {
      ObjectNode each = ModelJson.of(model);
      model
          .card()
          .ifPresent(
              card -> {
                Preprocessing p = card.preprocessing();
                each.putObject("input")
                    .put("width", p.width())
                    .put("height", p.height())
                    .put("cropWidth", p.crop())
                    .put("cropHeight", p.crop());
              });
      all.add(each);
    }
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
                e.getStatus() == 404
                    ? "there is no %s %s; the API is described at /api"
                        .formatted(request.method(), request.path())
                    : String.valueOf(e.getMessage())));
    routes.exception(Exception.class, WebServer::failed);
  }

  /** A body that is not HTTP as it should be is the client's fault, however deep it was noticed. */
  private static void failed(Exception e, Context request) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException http && http.getCode() < 500) {
        problem(request, http.getCode(), "Bad request", String.valueOf(http.getReason()));
        return;
      }
      if (cause instanceof EofException) {
        return; // the client has gone
      }
    }
    System.getLogger(WebServer.class.getName())
        .log(System.Logger.Level.ERROR, request.path(), e);
    problem(request, 500, "Failed", String.valueOf(e.getMessage()));
  }

  private static void problem(Context request, int status, String title, String detail) {
    if (request.res().isCommitted()) {
      throw new IllegalStateException(detail); // ends the connection: the answer is not whole
    }
    request.res().resetBuffer();
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
   * Refuses new work, finishes what is being answered, for at most 30 seconds, lets jobs stop where
   * the next server goes on, and frees the models.
   */
  @Override
  public void close() {
    stopping.set(true);
    Instant latest = Instant.now().plus(STOP);
    while (answering.get() > 0 && Instant.now().isBefore(latest)) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    jobs.close();
    server.stop();
    models.close();
    metrics.close();
  }
}
