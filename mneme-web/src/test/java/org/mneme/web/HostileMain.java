package org.mneme.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends many mutated files to a server, 8 at a time, and prints how they were answered and how much
 * of the heap was in use after a collection. Arguments: how many, the seed.
 */
final class HostileMain {
  private static final int AT_ONCE = 8;
  private static final int A_REPORT = 1000;

  private HostileMain() {}

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    MutatedFiles files = new MutatedFiles(Long.parseLong(args[1]));
    Map<Integer, Integer> statuses = new TreeMap<>();
    ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    try (TestServer server = TestServer.start(Files.createTempDirectory("mneme-hostile"))) {
      for (Path file : MutatedFiles.all()) {
        statuses.merge(status(server, Files.readAllBytes(file)), 1, Integer::sum);
      }
      System.out.println("as they are: " + statuses);
      statuses.clear();
      for (int sent = 0; sent < count; sent += A_REPORT) {
        Future<?>[] answers = new Future<?>[Math.min(A_REPORT, count - sent)];
        for (int i = 0; i < answers.length; i++) {
          byte[] file = files.next();
          answers[i] = clients.submit(() -> status(server, file));
        }
        for (Future<?> answer : answers) {
          statuses.merge((Integer) answer.get(), 1, Integer::sum);
        }
        System.gc();
        Runtime java = Runtime.getRuntime();
        System.out.printf(
            Locale.ROOT,
            "%,d files: %s, heap %.1f MB%n",
            sent + answers.length,
            statuses,
            (java.totalMemory() - java.freeMemory()) / 1e6);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private static int status(TestServer server, byte[] file) throws Exception {
    return server.post("/v1/scores", file, "application/octet-stream", "*/*").statusCode();
  }
}
