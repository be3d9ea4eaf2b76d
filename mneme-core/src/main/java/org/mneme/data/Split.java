package org.mneme.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A data set in parts: no image is in two. A part may be empty.
 *
 * @param train what a model learns from
 * @param val what settings are chosen by
 * @param test what a model is evaluated on
 */
public record Split(List<Item> train, List<Item> val, List<Item> test) {
  /**
   * Keeps copies.
   *
   * @param train what a model learns from
   * @param val what settings are chosen by
   * @param test what a model is evaluated on
   * @throws IllegalArgumentException if an image is there twice
   */
  public Split {
    train = List.copyOf(train);
    val = List.copyOf(val);
    test = List.copyOf(test);
    Set<String> ids = new HashSet<>();
    for (List<Item> part : List.of(train, val, test)) {
      for (Item item : part) {
        if (!ids.add(item.id())) {
          throw new IllegalArgumentException("image %s is in a split twice".formatted(item.id()));
        }
      }
    }
  }

  /**
   * {@return one of the parts}
   *
   * @param part which
   */
  public List<Item> part(Part part) {
    return switch (part) {
      case TRAIN -> train;
      case VAL -> val;
      case TEST -> test;
    };
  }

  /** {@return how many images there are in all} */
  public int size() {
    return train.size() + val.size() + test.size();
  }

  /**
   * Tells this split from others, also of the same images: {@code split1-} and 64 hexadecimal
   * digits. The order within a part counts.
   *
   * @return the same in every locale and version
   */
  public String fingerprint() {
    return Fingerprint.of(this);
  }
}
