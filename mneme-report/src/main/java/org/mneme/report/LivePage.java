package org.mneme.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A page at an address of this machine that only it can reach, made anew whenever it is asked for;
 * browsers ask again every {@value #SECONDS} seconds.
 */
public final class LivePage implements AutoCloseable {
  private static final int SECONDS = 5;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int ERROR = 500;

  private final HttpServer server;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Makes the page. */
  @FunctionalInterface
  public interface Source {
    /**
     * {@return the page's text, HTML, which asks for itself again after these seconds}
     *
     * @param refresh seconds; empty for a page that does not ask again
     * @throws IOException if the page cannot be made; the browser is told why
     */
    String page(Optional<Integer> refresh) throws IOException;
  }

  private LivePage(HttpServer server) {
    this.server = server;
  }

  /**
   * Begins to serve.
   *
   * @param port 0 for any that is free
   * @param source is asked for the page at each request, by several threads
   * @return the page, served until it is closed
   * @throws IOException if the port is taken
   */
  public static LivePage serve(int port, Source source) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    LivePage page = new LivePage(HttpServer.create(address, 0));
    page.server.createContext("/", exchange -> answer(exchange, source));
    page.server.start();
    return page;
  }

  /** {@return where browsers of this machine find the page} */
  public URI address() {
    return URI.create("http://localhost:%d/".formatted(server.getAddress().getPort()));
  }

  private static void answer(HttpExchange exchange, Source source) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals("/")) {
        exchange.sendResponseHeaders(NOT_FOUND, -1);
        return;
      }
      int status = OK;
      String text;
      try {
        text = source.page(Optional.of(SECONDS));
      } catch (IOException e) {
        // A run may be deleted at this moment; the next answer is whole again.
        status = ERROR;
        text =
            "<meta http-equiv=\"refresh\" content=\"%d\"/>%s"
                .formatted(SECONDS, Html.escape(String.valueOf(e.getMessage())));
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Waits until the page is closed or this thread is interrupted. */
  public void join() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    closed.countDown();
  }
}
