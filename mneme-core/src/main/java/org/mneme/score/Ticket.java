package org.mneme.score;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;

/** One image on its way through a {@link SharedScorer}, which it goes through in this order. */
final class Ticket implements Comparable<Ticket>, Runnable {
  final ImageSource image;
  final Crops crops;
  final DecodeMode mode;
  final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  /** What the network takes, once it is decoded; handed over under the scorer's lock. */
  float @Nullable [] planes;

  final SharedScorer.Urgency urgency;
  private final long number;
  private final SharedScorer scorer;

  /**
   * @param number goes up from image to image
   */
  Ticket(
      ImageSource image,
      Crops crops,
      DecodeMode mode,
      SharedScorer.Urgency urgency,
      long number,
      SharedScorer scorer) {
    this.image = image;
    this.crops = crops;
    this.mode = mode;
    this.urgency = urgency;
    this.number = number;
    this.scorer = scorer;
  }

  /** Decodes it, on one of the scorer's threads. */
  @Override
  public void run() {
    scorer.decode(this);
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
}
