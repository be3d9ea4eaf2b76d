package org.mneme.features;

/**
 * Numbers that a frozen network gives for an image.
 *
 * @param layer the name of any float tensor that the network computes
 * @param statistic what is kept of the layer's output
 */
public record Feature(String layer, Statistic statistic) {
  @Override
  public String toString() {
    return layer + ":" + statistic;
  }
}
