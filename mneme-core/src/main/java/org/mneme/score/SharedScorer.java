package org.mneme.score;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;

/**
 * One open model that many callers share. Their images are decoded on threads of their own and run
 * through the network together, in batches; a lone image waits for others only while some are being
 * decoded, and at most {@link Capacity#patience}.
 *
 * <p>What waits is bounded in images and in bytes: {@link #submit} refuses more with {@link
 * BusyException}. Urgent images overtake others. An image that is cancelled frees its place.
 *
 * <p>Many threads may submit at once. The scores are those of {@link Scorer} for the same file.
 */
public final class SharedScorer implements AutoCloseable {
  /** Decoded images that wait for the network, in batches of it. */
  private static final int BATCHES_AHEAD = 3;

  /** The share of the newest batch in the running mean of the speed. */
  private static final double NEWEST = .2;

  private final Scorer scorer;
  private final ScorerOptions options;
  private final Capacity capacity;
  private final ThreadPoolExecutor decoders;
  private final Semaphore decodedRows;
  private final Thread network;
  private final AtomicLong submitted = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Ticket> ready = new PriorityQueue<>(); // guarded by lock
  private int waiting; // images, from submission until their score; guarded by lock
  private int decoding; // of these, those that are not in ready yet; guarded by lock
  private long bytes; // of encoded images that wait; guarded by lock
  private double imagesPerSecond = 1; // guarded by lock
  private boolean closed; // guarded by lock

  /** Which images overtake others. */
  public enum Urgency {
    /** Somebody waits for this score. */
    NOW,
    /** Part of a long job. */
    LATER
  }

  /** An image that is yet to be decoded; called once, on a thread of its own. */
  public interface Source {
    /** Bytes that it keeps in memory until then; 0 for a file. */
    long bytes();

    /**
     * Decodes it.
     *
     * @throws org.mneme.image.ImageException if it cannot be read as an image
     */
    Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException;
  }

  /**
   * What became of one image.
   *
   * @param value the score; NaN when the image failed
   * @param error why it failed, in one line; null when it did not
   * @param width pixels, after decoding and turning; 0 when the image failed
   * @param height likewise
   */
  public record Outcome(float value, @Nullable String error, int width, int height) {
    public boolean failed() {
      return error != null;
    }
  }

  /** One image on its way. */
  public final class Ticket implements Comparable<Ticket>, Runnable {
    private final Source source;
    private final Crops crops;
    private final DecodeMode mode;
    private final Urgency urgency;
    private final long number;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private float @Nullable [] planes;
    private int width;
    private int height;

    Ticket(Source source, Crops crops, DecodeMode mode, Urgency urgency) {
      this.source = source;
      this.crops = crops;
      this.mode = mode;
      this.urgency = urgency;
      this.number = submitted.getAndIncrement();
    }

    /**
     * The outcome, when it is there. It completes exceptionally with {@link ModelException} if the
     * network itself fails, and is cancelled by {@link #cancel} and when the scorer closes.
     */
    public CompletableFuture<Outcome> outcome() {
      return outcome;
    }

    /** Gives up the image: unless it is in the network just now, it costs nothing further. */
    public void cancel() {
      outcome.cancel(false);
    }

    @Override
    public int compareTo(Ticket other) {
      int byUrgency = urgency.compareTo(other.urgency);
      return byUrgency != 0 ? byUrgency : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }

    /** Decodes it, on one of the scorer's threads. */
    @Override
    public void run() {
      int rows = crops.count();
      boolean decoded = false;
      try {
        decodedRows.acquire(rows);
        try {
          if (!outcome.isDone()) {
            Rgb image = source.decode(mode, options.limits());
            width = image.width();
            height = image.height();
            planes = scorer.planes(image, crops);
            decoded = true;
          }
        } finally {
          if (!decoded) {
            decodedRows.release(rows);
          }
        }
      } catch (IOException e) {
        outcome.complete(new Outcome(Float.NaN, String.valueOf(e.getMessage()), 0, 0));
      } catch (InterruptedException e) {
        outcome.cancel(false);
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        outcome.completeExceptionally(e);
      }
      decoded(this, decoded);
    }
  }

  private SharedScorer(Scorer scorer, ScorerOptions options, Capacity capacity) {
    this.scorer = scorer;
    this.options = options;
    this.capacity = capacity;
    int rows = Math.max(options.batch(), Crops.TEN.count());
    this.decodedRows = new Semaphore(BATCHES_AHEAD * rows);
    this.decoders =
        new ThreadPoolExecutor(
            options.threads(),
            options.threads(),
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            task -> daemon(task, "mneme-decode"));
    this.network = daemon(this::runBatches, "mneme-network");
    network.start();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Opens a model file to be shared.
   *
   * @param options its crops and decode mode are what {@link #submit} takes for an image that names
   *     none
   * @throws ModelException as {@link Scorer#open(Path, ScorerOptions)}
   */
  public static SharedScorer open(Path model, ScorerOptions options, Capacity capacity)
      throws IOException {
    return new SharedScorer(Scorer.open(model, options), options, capacity);
  }

  /** What the model file says about itself; empty for a file that Mneme did not make. */
  public Optional<ModelCard> card() {
    return scorer.card();
  }

  /** How images are prepared. */
  public Preprocessing preprocessing() {
    return scorer.preprocessing();
  }

  /** Images from submission until their score. */
  public int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Encoded bytes of images that wait to be decoded. */
  public long waitingBytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes an image.
   *
   * @throws BusyException if as much waits already as may; nothing of the image is kept
   * @throws IllegalStateException after {@link #close}
   */
  public Ticket submit(Source image, Crops crops, DecodeMode mode, Urgency urgency)
      throws BusyException {
    Ticket ticket = new Ticket(image, crops, mode, urgency);
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the scorer is closed");
      }
      if (waiting >= capacity.images()) {
        throw busy("%d images wait already".formatted(waiting));
      }
      if (bytes + image.bytes() > capacity.bytes()) {
        throw busy("%d MB of images wait already".formatted(bytes >> 20));
      }
      waiting++;
      decoding++;
      bytes += image.bytes();
    } finally {
      lock.unlock();
    }
    decoders.execute(ticket);
    return ticket;
  }

  private BusyException busy(String message) {
    double seconds = Math.min(60, Math.max(1, waiting / 2.0 / imagesPerSecond));
    return new BusyException(message, Duration.ofMillis((long) (1000 * seconds)));
  }

  private void decoded(Ticket ticket, boolean goesOn) {
    boolean late;
    lock.lock();
    try {
      decoding--;
      bytes -= ticket.source.bytes();
      late = closed;
      if (goesOn && !late) {
        ready.add(ticket);
      } else {
        waiting--;
        if (goesOn) {
          decodedRows.release(ticket.crops.count());
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (late) {
      ticket.cancel();
    }
  }

  private void runBatches() {
    Batch centre = scorer.newBatch(Crops.CENTRE);
    Batch ten = scorer.newBatch(Crops.TEN);
    List<Ticket> tickets = new ArrayList<>();
    while (true) {
      try {
        tickets.clear();
        if (!gather(tickets, centre.capacity(), ten.capacity())) {
          return;
        }
        run(tickets, tickets.get(0).crops == Crops.TEN ? ten : centre);
      } catch (InterruptedException e) {
        return; // closed
      }
    }
  }

  /** Waits for the next batch; false when there will be none. */
  private boolean gather(List<Ticket> tickets, int mostCentre, int mostTen)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long patience = capacity.patience().toNanos();
      while (!closed) {
        Ticket first = ready.peek();
        if (first == null) {
          changed.await();
          continue;
        }
        int most = first.crops == Crops.TEN ? mostTen : mostCentre;
        long like = ready.stream().filter(each -> each.crops == first.crops).count();
        if (like >= most || decoding == 0 || patience <= 0) {
          take(first.crops, most, tickets);
          return true;
        }
        patience = changed.awaitNanos(patience);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void take(Crops crops, int most, List<Ticket> tickets) {
    List<Ticket> others = new ArrayList<>();
    while (tickets.size() < most && !ready.isEmpty()) {
      Ticket next = ready.remove();
      (next.crops == crops ? tickets : others).add(next);
    }
    ready.addAll(others);
  }

  private void run(List<Ticket> tickets, Batch batch) {
    long start = System.nanoTime();
    List<Ticket> wanted = new ArrayList<>();
    batch.clear();
    for (Ticket ticket : tickets) {
      float[] planes = ticket.planes;
      if (planes != null && !ticket.outcome.isDone()) {
        batch.add(planes);
        wanted.add(ticket);
      }
      ticket.planes = null;
      decodedRows.release(ticket.crops.count());
    }
    try {
      if (!wanted.isEmpty()) {
        float[] scores = scorer.run(batch);
        for (int i = 0; i < scores.length; i++) {
          Ticket ticket = wanted.get(i);
          ticket.outcome.complete(outcome(scores[i], ticket));
        }
      }
    } catch (IOException | RuntimeException e) {
      wanted.forEach(ticket -> ticket.outcome.completeExceptionally(e));
    }
    done(tickets.size(), wanted.size(), System.nanoTime() - start);
  }

  private static Outcome outcome(float score, Ticket ticket) {
    return Float.isFinite(score)
        ? new Outcome(score, null, ticket.width, ticket.height)
        : new Outcome(Float.NaN, "the model gave " + score, ticket.width, ticket.height);
  }

  private void done(int tickets, int images, long nanos) {
    lock.lock();
    try {
      waiting -= tickets;
      if (images > 0) {
        double speed = images / (nanos / 1e9);
        imagesPerSecond = NEWEST * speed + (1 - NEWEST) * imagesPerSecond;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Cancels what waits, waits for the batch in the network, and frees the native model. */
  @Override
  public void close() {
    List<Ticket> left;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      left = new ArrayList<>(ready);
      ready.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    decoders.shutdownNow().forEach(task -> ((Ticket) task).cancel());
    left.forEach(Ticket::cancel);
    scorer.close();
  }
}
