package org.mneme.web;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.mneme.score.Outcome;

/** What an operator watches, in Prometheus's form. */
final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter scored =
      Counter.builder("mneme.images").tag("result", "scored").register(registry);
  private final Counter failed =
      Counter.builder("mneme.images").tag("result", "failed").register(registry);

  Metrics(OpenModels models, ByteBudget budget) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    Gauge.builder("mneme.queue.images", models, OpenModels::waiting)
        .description("Images from their arrival until their score")
        .register(registry);
    Gauge.builder("mneme.queue.bytes", models, OpenModels::waitingBytes)
        .description("Encoded bytes of images that wait to be decoded")
        .register(registry);
    Gauge.builder("mneme.requests.bytes", budget, ByteBudget::taken)
        .description("Bytes of request bodies in memory")
        .register(registry);
  }

  void scored(Outcome outcome) {
    (outcome.failed() ? failed : scored).increment();
  }

  /** Counts an answered request by its route, never by its path, of which there is no end. */
  void answered(Context request, Duration taken) {
    Timer.builder("mneme.requests")
        .tag("route", route(request))
        .tag("method", request.method().name())
        .tag("status", Integer.toString(request.statusCode()))
        .register(registry)
        .record(taken);
  }

  private static String route(Context request) {
    Endpoint endpoint = request.endpoints().lastHttpEndpoint();
    return endpoint == null ? "(none)" : endpoint.path;
  }

  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
