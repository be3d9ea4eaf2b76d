package org.mneme.features;

import java.io.Serializable;

/**
 * Numbers that a frozen network gives for an image.
 *
 * @param layer the name of any float tensor that the network computes
 * @param statistic what is kept of the layer's output
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record Feature(String layer, Statistic statistic) implements Serializable {
  @Override
  public String toString() {
    return layer + ":" + statistic;
  }
}
