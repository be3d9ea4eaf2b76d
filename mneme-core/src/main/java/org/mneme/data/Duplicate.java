package org.mneme.data;

import java.util.List;
import java.util.Objects;

/**
 * Images whose files are the same, byte for byte.
 *
 * @param sha256 of the file, in hexadecimal
 * @param items two or more, in the data's order
 */
public record Duplicate(String sha256, List<Item> items) {
  /**
   * Keeps a copy.
   *
   * @param sha256 of the file, in hexadecimal
   * @param items two or more, in the data's order
   * @throws IllegalArgumentException if it is one image alone
   */
  public Duplicate {
    items = List.copyOf(items);
    if (items.size() < 2) {
      throw new IllegalArgumentException("one image alone is no duplicate");
    }
  }

  /** {@return whether a model could learn in one part of the split what it is asked in another} */
  public boolean leaks() {
    return items.stream().map(Item::part).filter(Objects::nonNull).distinct().count() > 1;
  }
}
