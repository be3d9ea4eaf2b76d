package org.mneme.weights;

import java.util.List;

/**
 * What the owner of a weight file can do about a refusal, for a program that asks for it: each edge
 * has its own words for it, such as an option's name.
 */
public sealed interface Remedy {
  /**
   * Choose one of several sets of weights, {@link WeightsChoice#withStateDict}.
   *
   * @param names of them, at least one
   * @param outermost whether a further one lies outside all of these, and so has no name
   */
  record ChooseStateDict(List<String> names, boolean outermost) implements Remedy {
    public ChooseStateDict {
      names = List.copyOf(names);
    }
  }

  /**
   * Leave out what is not the network's, {@link WeightsChoice#withIgnored}.
   *
   * @param pattern a regular expression that does it
   */
  record Ignore(String pattern) implements Remedy {}
}
