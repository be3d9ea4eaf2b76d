package org.mneme.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mneme.score.Capacity;
import org.mneme.score.ScorerOptions;

/**
 * How a server listens, what it may read, and what it lets clients ask for.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param models names of published models or files, the first of which is used for requests that
 *     name none; each is opened when it is first asked for, the first at once
 * @param data the folder below which clients may name folders and lists; empty lets them name none
 * @param token what a client must show; needed on an address that other machines can reach
 * @param state the folder where jobs are kept
 * @param options how models are opened: threads, batches, and what their files do not say; crops
 *     and decode mode are each request's own
 * @param capacity what may wait for a model at once
 * @param limits of a request
 * @param kept how long and how much of finished jobs is kept
 */
public record ServerSettings(
    String host,
    int port,
    List<String> models,
    Optional<Path> data,
    Optional<String> token,
    Path state,
    ScorerOptions options,
    Capacity capacity,
    Limits limits,
    Kept kept) {
  /** The port unless another is asked for. */
  public static final int PORT = 7070;

  /** The shortest token that is taken, characters. */
  public static final int SHORTEST_TOKEN = 16;

  /**
   * What one request may bring.
   *
   * @param body bytes of a request
   * @param files in one request
   * @param name characters of a file's name
   * @param idle how long a connection may say nothing
   */
  public record Limits(long body, int files, int name, Duration idle) {
    /** 256 MiB, 1,000 files, names of 1,024 characters, 30 seconds. */
    public static final Limits DEFAULT = new Limits(256L << 20, 1000, 1024, Duration.ofSeconds(30));

    public Limits {
      if (body < 1 || files < 1 || name < 1 || idle.isNegative() || idle.isZero()) {
        throw new IllegalArgumentException(
            "body (%d), files (%d), name (%d) and idle (%s) must be positive"
                .formatted(body, files, name, idle));
      }
    }
  }

  /**
   * What is kept of jobs that have ended.
   *
   * @param age from a job's end
   * @param bytes of all jobs together; the oldest go first
   */
  public record Kept(Duration age, long bytes) {
    /** A week, 1 GiB. */
    public static final Kept DEFAULT = new Kept(Duration.ofDays(7), 1L << 30);
  }

  public ServerSettings {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a server needs at least one model");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
    if (token.filter(text -> text.length() < SHORTEST_TOKEN).isPresent()) {
      throw new IllegalArgumentException(
          "the token is too easy to guess: it has %d characters, at least %d are needed"
              .formatted(token.get().length(), SHORTEST_TOKEN));
    }
  }

  /** Settings that listen on this machine alone, without a folder, all else at its default. */
  public static ServerSettings of(List<String> models, Path state) {
    return new ServerSettings(
        "127.0.0.1",
        PORT,
        models,
        Optional.empty(),
        Optional.empty(),
        state,
        ScorerOptions.defaults(),
        Capacity.DEFAULT,
        Limits.DEFAULT,
        Kept.DEFAULT);
  }

  public ServerSettings withAddress(String newHost, int newPort) {
    return new ServerSettings(
        newHost, newPort, models, data, token, state, options, capacity, limits, kept);
  }

  public ServerSettings withData(Path folder) {
    return new ServerSettings(
        host, port, models, Optional.of(folder), token, state, options, capacity, limits, kept);
  }

  public ServerSettings withToken(String value) {
    return new ServerSettings(
        host, port, models, data, Optional.of(value), state, options, capacity, limits, kept);
  }

  public ServerSettings withOptions(ScorerOptions value) {
    return new ServerSettings(
        host, port, models, data, token, state, value, capacity, limits, kept);
  }

  public ServerSettings withCapacity(Capacity value) {
    return new ServerSettings(host, port, models, data, token, state, options, value, limits, kept);
  }

  public ServerSettings withLimits(Limits value) {
    return new ServerSettings(
        host, port, models, data, token, state, options, capacity, value, kept);
  }

  public ServerSettings withKept(Kept value) {
    return new ServerSettings(
        host, port, models, data, token, state, options, capacity, limits, value);
  }
}
