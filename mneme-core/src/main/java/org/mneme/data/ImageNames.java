package org.mneme.data;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds items by what other files call them: a split file, or scores from another program. Threads
 * may share it.
 */
final class ImageNames {
  private final Map<String, Item> byId = new HashMap<>();
  private final Map<String, Item> byFileName = new HashMap<>();

  public ImageNames(Collection<Item> items) {
    Set<String> ambiguous = new HashSet<>();
    for (Item item : items) {
      byId.put(item.id(), item);
      String name = lastStep(item.id());
      if (byFileName.putIfAbsent(name, item) != null) {
        ambiguous.add(name);
      }
    }
    byFileName.keySet().removeAll(ambiguous);
  }

  /**
   * The item with this id; else the only one whose file has the same name, whatever the folders
   * before it. Backslashes are taken for {@code /}.
   */
  public Optional<Item> find(String name) {
    String id = name;
    try {
      id = ImageId.of(name, true);
    } catch (BadRow e) {
      return Optional.empty(); // no item has such a name
    }
    @Nullable Item exact = byId.get(id);
    return exact == null ? Optional.ofNullable(byFileName.get(lastStep(id))) : Optional.of(exact);
  }

  private static String lastStep(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }
}
