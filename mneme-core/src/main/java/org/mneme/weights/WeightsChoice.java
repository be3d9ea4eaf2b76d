package org.mneme.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which of a checkpoint's tensors are a network's.
 *
 * @param stateDict where they lie in the file, as {@code ema_model} or {@code ema.state_dict};
 *     empty to find them wherever they are
 * @param ignored found in the names of tensors that are not the network's and may be there all the
 *     same, as a profiler's counters or a loss
 */
public record WeightsChoice(Optional<String> stateDict, List<Pattern> ignored) {
  /** The network's only copy, and nothing beside it. */
  public static final WeightsChoice ONLY = new WeightsChoice(Optional.empty(), List.of());

  /**
   * Keeps a copy.
   *
   * @param stateDict where they lie in the file, as {@code ema_model} or {@code ema.state_dict}
   * @param ignored found in the names of tensors that are not the network's and may be there all
   *     the same, as a profiler's counters or a loss
   * @throws IllegalArgumentException if {@code stateDict} is blank or ends with a dot
   */
  public WeightsChoice {
    ignored = List.copyOf(ignored);
    if (stateDict.filter(name -> name.isBlank() || name.endsWith(".")).isPresent()) {
      throw new IllegalArgumentException(
          "a state dict's name is written without a dot at its end, such as ema_model, not '%s'"
              .formatted(stateDict.get()));
    }
  }

  WeightsChoice withStateDict(String name) {
    return new WeightsChoice(Optional.of(name), ignored);
  }

  WeightsChoice withIgnored(Pattern pattern) {
    List<Pattern> all = new ArrayList<>(ignored);
    all.add(pattern);
    return new WeightsChoice(stateDict, all);
  }
}
