package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.data.DataException;
import org.mneme.data.Item;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;
import org.mneme.score.CachedScoring;

/** Images of data sets that a model cannot score: an error, or left out and remembered. */
public final class UnscoredImages {
  private final boolean skip;
  private final Set<String> messages = new LinkedHashSet<>();

  private UnscoredImages(boolean skip) {
    this.skip = skip;
  }

  /**
   * None is allowed: the first one ends it all.
   *
   * @return to listen with
   */
  public static UnscoredImages refused() {
    return new UnscoredImages(false);
  }

  /**
   * They are left out.
   *
   * @param skip whether they are; if not, as {@link #refused}
   */
  static UnscoredImages skipped(boolean skip) {
    return new UnscoredImages(skip);
  }

  /**
   * Listens while images are scored; a refusal names the file and the line of the item.
   *
   * @param items those that are scored, in their order
   * @return the listener
   */
  public CachedScoring.FailureListener among(List<Item> items) {
    return (image, reason, cause) -> fail(items.get(image), reason, cause);
  }

  private void fail(Item item, String reason, @Nullable Throwable cause) throws DataException {
    String message =
        "%s:%d: image '%s' cannot be scored: %s"
            .formatted(item.file(), item.line(), item.id(), reason);
    if (!skip) {
      throw new DataException(
          message, cause, Remedy.of(Action.SKIP_BAD, "Correct it, or continue without it"));
    }
    messages.add(message);
  }

  /** Those that were left out, a line each; every image once, however many models failed at it. */
  List<String> messages() {
    return new ArrayList<>(messages);
  }
}
