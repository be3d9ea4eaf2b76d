package org.mneme.progress;

import java.util.Iterator;

/**
 * Is told how far a long job is, and can end it.
 *
 * <p>A job goes through stages, one after the other: {@link #begin} names one, {@link #advance}
 * follows it. Between two pieces of work the job calls {@link #check}, which ends it in order when
 * its caller no longer wants it. Calls come one at a time, though not always on the same thread.
 */
public interface Progress {
  /** The total of a stage whose length is not known. */
  long UNKNOWN = -1;

  /** Is told nothing and never cancels. */
  Progress SILENT = new Progress() {};

  /**
   * A stage begins; the one before it is over.
   *
   * @param stage what is done, for people, such as "Extracting ResMem features"
   * @param total how many units the stage has, or {@link #UNKNOWN}
   * @param unit what is counted, in the plural, such as "images" or "bytes"
   */
  default void begin(String stage, long total, String unit) {}

  /**
   * Part of the stage is done.
   *
   * @param done units of the stage that are finished, never fewer than before; the last call has
   *     the stage's total
   */
  default void advance(long done) {}

  /**
   * A line for people: a finding, what happens next, or why the job waits.
   *
   * @param line one line, without a line end
   */
  default void say(String line) {}

  /** {@return whether the caller wants the job to end} May be called from any thread. */
  default boolean isCancelled() {
    return false;
  }

  /**
   * Ends the job if its caller wants that.
   *
   * @throws CancelledException if {@link #isCancelled}
   */
  default void check() {
    if (isCancelled()) {
      throw new CancelledException();
    }
  }

  /**
   * {@return the same elements; before each the job is ended if its caller wants that, as by {@link
   * #check}}
   *
   * @param <T> what the elements are
   * @param elements gone through as the result is
   */
  default <T> Iterator<T> checking(Iterator<T> elements) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        check();
        return elements.hasNext();
      }

      @Override
      public T next() {
        return elements.next();
      }
    };
  }
}
