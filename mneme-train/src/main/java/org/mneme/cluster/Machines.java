package org.mneme.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.mneme.progress.Progress;

/**
 * Machines that see the same files under the same names, and run work on parts of many things. Work
 * and results are sent, so they are serializable. What was given to a lost machine is done by
 * another one; work that is done twice must do no harm. For one thread.
 */
public interface Machines extends AutoCloseable {

  /**
   * Work on some of many things, with a result for each.
   *
   * @param <I> the things
   * @param <R> the results
   */
  interface Work<I, R> extends Serializable {
    /**
     * Does the work on a machine.
     *
     * @param items neighbours among all things
     * @param threads that this work may use
     * @return a result for each, in their order
     * @throws IOException if a file cannot be read or written
     */
    List<R> on(List<I> items, int threads) throws IOException;
  }

  /**
   * Something summed over parts.
   *
   * @param <I> the parts
   * @param <T> the sums
   */
  interface SumWork<I, T> extends Serializable {
    /**
     * Sums over one part, on a machine.
     *
     * @param part what is summed over
     * @param threads that this work may use
     * @return the sums
     * @throws IOException if a file cannot be read
     */
    T of(I part, int threads) throws IOException;

    /**
     * Adds.
     *
     * @param one sums of some parts; may be changed
     * @param other sums of other parts; may be changed
     * @return the sums of both
     */
    T merge(T one, T other);
  }

  /**
   * Does work on things, cut into parts.
   *
   * @param <I> the things
   * @param <R> the results
   * @param work what is done
   * @param items all things
   * @param progress of the stage that its caller began, in things
   * @return a result for each thing, in their order
   * @throws IOException if work failed, with its own message
   */
  <I extends Serializable, R extends Serializable> List<R> map(
      Work<I, R> work, List<I> items, Progress progress) throws IOException;

  /**
   * Sums over parts, wherever they are; the order in which parts are added is not fixed.
   *
   * @param <I> the parts
   * @param <T> the sums
   * @param work what is summed
   * @param parts at least one
   * @param progress can end it
   * @return the sums over all parts
   * @throws IOException if work failed, with its own message
   */
  <I extends Serializable, T extends Serializable> T sum(
      SumWork<I, T> work, List<I> parts, Progress progress) throws IOException;

  /** {@return how many parts are worked on at the same time now} */
  int atOnce();

  /** Gives the machines back. */
  @Override
  void close();
}
