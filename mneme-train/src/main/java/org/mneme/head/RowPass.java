package org.mneme.head;

import java.io.IOException;
import java.io.Serializable;

/**
 * Something that is summed over rows: over parts of them, wherever these are, and then over the
 * parts.
 *
 * @param <T> the sums
 */
public interface RowPass<T extends Serializable> extends Serializable {
  /**
   * The sums over a part.
   *
   * @param part neighbouring rows
   * @param first the number of its first row among all
   */
  T of(FeatureRows part, int first) throws IOException;

  /** The sums of two parts together; either may be changed. */
  T merge(T one, T other);

  /** Says with how many threads this process sums from now on. */
  static void threads(int threads) {
    NativeMatrix.threads(threads);
  }
}
