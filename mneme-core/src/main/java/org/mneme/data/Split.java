package org.mneme.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A data set in parts: no image is in two. A part may be empty. */
public record Split(List<Item> train, List<Item> val, List<Item> test) {
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

  public List<Item> part(Part part) {
    return switch (part) {
      case TRAIN -> train;
      case VAL -> val;
      case TEST -> test;
    };
  }

  /** How many images there are in all. */
  public int size() {
    return train.size() + val.size() + test.size();
  }

  /**
   * Tells this split from others, also of the same images: {@code split1-} and 64 hexadecimal
   * digits. The order within a part counts.
   */
  public String fingerprint() {
    return Fingerprint.of(this);
  }
}
