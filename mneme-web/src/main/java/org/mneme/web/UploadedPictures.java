package org.mneme.web;

import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.evaluate.EvaluatedData;

/**
 * Pictures that come with the tables of an evaluation, for its report. They lie under names that
 * the server makes, and a table's images are shown by these alone: whatever path a table names, no
 * other file of this machine is opened.
 */
final class UploadedPictures {
  private final Path folder;
  private final Map<String, Path> byName = new HashMap<>();
  private final Map<String, Path> byLastName = new HashMap<>();
  private final Set<String> ambiguous = new HashSet<>();

  /**
   * @param folder for them alone
   */
  UploadedPictures(Path folder) {
    this.folder = folder;
  }

  /**
   * Takes one in.
   *
   * @param name as the client gave it: that of an image in the tables, or at least its last part
   */
  void add(String name, UploadedFile picture) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(Integer.toString(byName.size()));
    if (byName.putIfAbsent(name, file) != null) {
      throw ProblemException.badRequest("two pictures are called '%s'".formatted(name));
    }
    if (byLastName.put(lastOf(name), file) != null) {
      ambiguous.add(lastOf(name));
    }
    try (InputStream in = picture.content()) {
      Files.copy(in, file);
    }
  }

  private static String lastOf(String name) {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** The same data, whose images are these pictures; the others have none. */
  EvaluatedData shownIn(EvaluatedData evaluated) {
    DataSet data = evaluated.data();
    return new EvaluatedData(
        evaluated.name(),
        evaluated.place(),
        new DataSet(data.name(), data.format(), shown(data.items()), data.problems()),
        shown(evaluated.items()),
        evaluated.part());
  }

  private List<Item> shown(List<Item> items) {
    return items.stream().map(item -> item.withImage(of(item.id()))).toList();
  }

  /** Where the picture of an image in a table lies; a file that is not there where none came. */
  Path of(String id) {
    Path exact = byName.get(id);
    if (exact != null) {
      return exact;
    }
    String last = lastOf(id);
    Path alike = ambiguous.contains(last) ? null : byLastName.get(last);
    return alike == null ? folder.resolve("none") : alike;
  }
}
