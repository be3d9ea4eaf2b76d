package org.mneme.score;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
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
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.onnx.ModelCard;

/**
 * One open model that many callers share. Their images are decoded on threads of its own and run
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
  private final Capacity capacity;
  private final Decoding<Ticket> decoding;
  private final ThreadPoolExecutor decoders;
  private final Semaphore decodedRows;
  private final Thread network;
  private final AtomicLong submitted = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Ticket> ready = new PriorityQueue<>(); // guarded by lock
  private int waiting; // images, from submission until their score; guarded by lock
  private int undecoded; // of these, those that are not in ready yet; guarded by lock
  private long bytes; // of encoded images that wait; guarded by lock
  private long changes; // images that left the queue in some way; guarded by lock
  private double imagesPerSecond = 1; // guarded by lock
  private boolean closed; // guarded by lock

  /** Which images overtake others. */
  public enum Urgency {
    /** Somebody waits for this score. */
    NOW,
    /** Part of a long job. */
    LATER
  }

  private SharedScorer(Scorer scorer, ScorerOptions options, Capacity capacity) {
    this.scorer = scorer;
    this.capacity = capacity;
    this.decoding =
        new Decoding<>(
            ticket ->
                scorer.planes(ticket.image.decode(ticket.mode, options.limits()), ticket.crops));
    this.decodedRows = new Semaphore(BATCHES_AHEAD * Math.max(options.batch(), Crops.TEN.count()));
    this.decoders =
        new ThreadPoolExecutor(
            options.threads(),
            options.threads(),
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            task -> daemon(task, "mneme-decode"));
    this.network = daemon(this::runBatches, "mneme-network");
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Opens a model file to be shared.
   *
   * @param model a model file
   * @param options of which crops and decode mode do not count: {@link #submit} takes them for each
   *     image
   * @param capacity how much may wait
   * @return the open model; the caller closes it
   * @throws org.mneme.onnx.ModelException as {@link Scorer#open(Path, ScorerOptions)}
   */
  public static SharedScorer open(Path model, ScorerOptions options, Capacity capacity)
      throws IOException {
    SharedScorer shared = new SharedScorer(Scorer.open(model, options), options, capacity);
    shared.network.start();
    return shared;
  }

  /** {@return what the model file says about itself; empty for a file that Mneme did not make} */
  public Optional<ModelCard> card() {
    return scorer.card();
  }

  /** {@return whether the model tells how sure its scores are, see {@link Outcome#sureness}} */
  public boolean tellsSureness() {
    return scorer.tellsSureness();
  }

  /** {@return how many images are between submission and their score} */
  public int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** {@return encoded bytes of images that wait to be decoded} */
  public long waitingBytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes an image. Cancelling the result gives the image up: unless it is in the network just now,
   * it costs nothing further.
   *
   * @param image decoded on a thread of the scorer
   * @param crops which places of it are scored
   * @param mode whose rules its decoding follows
   * @param urgency urgent images overtake others
   * @return completes exceptionally with {@link org.mneme.onnx.ModelException} if the network
   *     itself fails, and is cancelled when the scorer closes
   * @throws BusyException if as much waits already as may; nothing of the image is kept
   * @throws IllegalStateException after {@link #close}
   */
  public CompletableFuture<Outcome> submit(
      ImageSource image, Crops crops, DecodeMode mode, Urgency urgency) throws BusyException {
    Ticket ticket = new Ticket(image, crops, mode, urgency, submitted.getAndIncrement(), this);
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the scorer is closed");
      }
      if (waiting >= capacity.images()) {
        throw busy("the queue is full: %d images are waiting".formatted(waiting));
      }
      // One image passes however large it is: it could never be scored otherwise.
      if (bytes + image.bytes() > capacity.bytes() && bytes > 0) {
        throw busy("the queue is full: %d MB of images are waiting".formatted(bytes >> 20));
      }
      waiting++;
      undecoded++;
      bytes += image.bytes();
      decoders.execute(ticket);
    } finally {
      lock.unlock();
    }
    return ticket.outcome;
  }

  /**
   * {@return the outcomes of many images, in their order; see {@link InOrder}}
   *
   * @param <T> how images are known
   * @param images gone through as places get free
   * @param crops which places of each are scored
   * @param mode whose rules decoding follows
   * @param urgency of all these images
   */
  public <T extends ImageSource> InOrder<T> inOrder(
      Iterator<? extends T> images, Crops crops, DecodeMode mode, Urgency urgency) {
    return new InOrder<>(this, images, crops, mode, urgency);
  }

  /** How often something has left the queue. */
  long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something has left the queue since then, or the scorer closes. */
  void awaitChange(long since) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (changes == since && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private BusyException busy(String message) {
    double seconds = Math.min(60, Math.max(1, waiting / 2.0 / imagesPerSecond));
    return new BusyException(message, Duration.ofMillis((long) (1000 * seconds)));
  }

  /** Decodes an image, on one of the decoders' threads. */
  void decode(Ticket ticket) {
    int rows = ticket.crops.count();
    Runnable end = () -> ticket.outcome.cancel(false);
    boolean decoded = false;
    try {
      decodedRows.acquire(rows);
      try {
        if (!ticket.outcome.isDone()) {
          Decoded<Ticket> result = decoding.decode(ticket);
          ticket.planes = result.planes();
          decoded = result.error() == null;
          Outcome failed = Outcome.failed(ticket.image, String.valueOf(result.error()));
          end = () -> ticket.outcome.complete(failed);
        }
      } finally {
        if (!decoded) {
          decodedRows.release(rows);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      end = () -> ticket.outcome.completeExceptionally(e);
    }
    if (!decoded(ticket, decoded)) {
      end.run(); // after its place is free
    }
  }

  /** Whether the image waits for the network now. */
  private boolean decoded(Ticket ticket, boolean goesOn) {
    boolean late;
    lock.lock();
    try {
      undecoded--;
      bytes -= ticket.image.bytes();
      changes++;
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
      ticket.outcome.cancel(false);
    }
    return goesOn && !late;
  }

  private void runBatches() {
    RowBatch centre = scorer.newBatch(Crops.CENTRE);
    RowBatch ten = scorer.newBatch(Crops.TEN);
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
        if (like >= most || undecoded == 0 || patience <= 0) {
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

  private void run(List<Ticket> tickets, RowBatch batch) {
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
    List<Outcome> scores = List.of();
    Throwable failure = null;
    try {
      if (!wanted.isEmpty()) {
        boolean alone = wanted.get(0).urgency == Urgency.NOW;
        scores = scorer.outcomes(batch, wanted.size(), wanted.get(0).crops, alone);
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    done(tickets.size(), wanted.size(), System.nanoTime() - start);
    for (int i = 0; i < wanted.size(); i++) { // after their places are free
      if (failure == null) {
        wanted.get(i).outcome.complete(scores.get(i));
      } else {
        wanted.get(i).outcome.completeExceptionally(failure);
      }
    }
  }

  private void done(int tickets, int images, long nanos) {
    lock.lock();
    try {
      waiting -= tickets;
      changes++;
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
    decoders.shutdownNow().forEach(task -> ((Ticket) task).outcome.cancel(false));
    left.forEach(ticket -> ticket.outcome.cancel(false));
    scorer.close();
  }
}
