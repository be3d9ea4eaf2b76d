package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadBudgetTest {
  private static CompletableFuture<Void> taking(ReadBudget.Share share, long bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            share.take(bytes);
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  @Test
  void aFileWaitsUntilOthersAreDecoded() throws Exception {
    ReadBudget budget = new ReadBudget(100 << 20);
    ReadBudget.Share first = budget.share();
    first.take(80 << 20);
    CompletableFuture<Void> second = taking(budget.share(), 80 << 20);
    Thread.sleep(50);
    assertFalse(second.isDone());

    first.giveBack();
    second.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aFileLargerThanAllOfItIsHeldAlone() throws Exception {
    ReadBudget budget = new ReadBudget(1 << 20);
    ReadBudget.Share large = budget.share();
    taking(large, 100L << 20).get(60, TimeUnit.SECONDS);
    CompletableFuture<Void> small = taking(budget.share(), 1);
    Thread.sleep(50);
    assertFalse(small.isDone());

    large.giveBack();
    small.get(60, TimeUnit.SECONDS);
  }

  /** A reader may come through only when its task has ended already. */
  @Test
  void whatIsTakenAfterTheTaskEndedGoesBackAtOnce() throws Exception {
    ReadBudget budget = new ReadBudget(1 << 20);
    ReadBudget.Share late = budget.share();
    late.giveBack();
    late.take(1 << 20);

    CompletableFuture<Void> next = taking(budget.share(), 1 << 20);
    next.get(60, TimeUnit.SECONDS);
    assertTrue(next.isDone());
  }
}
