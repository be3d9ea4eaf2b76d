package org.mneme.adapt;

import java.util.Optional;
import java.util.regex.Pattern;
import org.mneme.features.Statistic;

/**
 * A layer to look at.
 *
 * @param layer the name of any float tensor that the network computes
 * @param statistic what is kept of its output; empty for all values of a vector, the means of a
 *     convolutional layer's channels, while for a layer of tokens it has to be said
 */
public record LayerChoice(String layer, Optional<Statistic> statistic) {
  /** Names of layers can have colons too, before a number or a path. */
  private static final Pattern STATISTIC = Pattern.compile("[A-Za-z]+\\d*");

  /**
   * Reads {@code LAYER} or {@code LAYER:STATISTIC}.
   *
   * @param text one of these
   * @return the choice
   * @throws IllegalArgumentException if there is no such statistic
   */
  public static LayerChoice parse(String text) {
    int colon = text.lastIndexOf(':');
    String last = text.substring(colon + 1);
    return colon < 1 || !STATISTIC.matcher(last).matches()
        ? new LayerChoice(text, Optional.empty())
        : new LayerChoice(text.substring(0, colon), Optional.of(Statistic.parse(last)));
  }
}
