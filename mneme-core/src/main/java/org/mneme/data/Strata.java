package org.mneme.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What every part of a split should have its share of. */
public enum Strata {
  /** Nothing in particular. */
  NONE,
  /** Each category; images without one are a category of their own. */
  CATEGORY,
  /** Each tenth of the images in the order of their scores, equal scores in the order of ids. */
  SCORE;

  private static final int TENTHS = 10;

  /** The strata, in an order that does not depend on the items'. */
  List<List<Item>> of(List<Item> items) {
    return switch (this) {
      case NONE -> List.of(items);
      case CATEGORY -> byCategory(items);
      case SCORE -> byScore(items);
    };
  }

  private static List<List<Item>> byCategory(List<Item> items) {
    TreeMap<String, List<Item>> strata = new TreeMap<>();
    for (Item item : items) {
      String category = item.category();
      strata.computeIfAbsent(category == null ? "" : category, name -> new ArrayList<>()).add(item);
    }
    if (strata.size() == 1 && strata.containsKey("")) {
      throw new IllegalArgumentException("cannot stratify by category: no image has one");
    }
    return List.copyOf(strata.values());
  }

  private static List<List<Item>> byScore(List<Item> items) {
    List<Item> ordered = new ArrayList<>(items);
    ordered.sort(Comparator.comparingDouble(Item::score).thenComparing(Item::id));
    List<List<Item>> strata = new ArrayList<>();
    for (int i = 0; i < TENTHS; i++) {
      int from = (int) ((long) i * ordered.size() / TENTHS);
      int to = (int) ((i + 1L) * ordered.size() / TENTHS);
      strata.add(ordered.subList(from, to));
    }
    return strata;
  }
}
