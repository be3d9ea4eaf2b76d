package org.mneme.select;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Sets that were selected.
 *
 * @param pool that they were selected from
 * @param settings that were asked for
 * @param sets a set for each condition: rows of the pool; for {@link SelectSettings.Goal#PAIRS}
 *     those at the same place of each set belong together, else they are in the pool's order
 * @param scores how the sets are in the score
 * @param balance how alike they are in each matched column
 * @param cost what was made as small as possible, see {@link Selector}
 * @param bound what no sets can be below; empty where none is known
 * @param steps how many the search took; how many combinations there are where each was looked at;
 *     0 where partners are an exact assignment
 * @param optimal whether nothing costs less: each combination was looked at, or partners are an
 *     exact assignment
 * @param relax a line for each demand that is not met: which, and by how much to relax it
 */
public record Selected(
    Pool pool,
    SelectSettings settings,
    List<List<Integer>> sets,
    Balance scores,
    List<Balance> balance,
    double cost,
    OptionalDouble bound,
    long steps,
    boolean optimal,
    List<String> relax) {
  /**
   * Keeps copies.
   *
   * @param pool that they were selected from
   * @param settings that were asked for
   * @param sets a set for each condition: rows of the pool
   * @param scores how the sets are in the score
   * @param balance how alike they are in each matched column
   * @param cost what was made as small as possible
   * @param bound what no sets can be below; empty where none is known
   * @param steps how many the search took
   * @param optimal whether nothing costs less
   * @param relax a line for each demand that is not met
   */
  public Selected {
    sets = sets.stream().map(List::copyOf).toList();
    balance = List.copyOf(balance);
    relax = List.copyOf(relax);
  }

  /** {@return how far the cost is above the bound; empty where no bound is known} */
  public OptionalDouble gap() {
    return bound.isPresent()
        ? OptionalDouble.of(Math.max(0, cost - bound.getAsDouble()))
        : OptionalDouble.empty();
  }
}
