package org.mneme.web;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest results of one kind, in memory while the server runs, each under a name that nobody
 * can guess. Many threads may use it.
 */
final class Kept<T> {
  private final String what;
  private final int most;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, T> results = new LinkedHashMap<>(); // guarded by itself

  /**
   * @param what a result is, for messages
   * @param most results that are kept; the oldest is forgotten
   */
  Kept(String what, int most) {
    this.what = what;
    this.most = most;
  }

  /** Keeps a result and gives it a name. */
  String put(T result) {
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    synchronized (results) {
      results.put(id, result);
      if (results.size() > most) {
        results.remove(results.keySet().iterator().next());
      }
    }
    return id;
  }

  /**
   * @throws ProblemException if there is none of that name
   */
  T find(String id) {
    synchronized (results) {
      T found = results.get(id);
      if (found == null) {
        throw ProblemException.notFound(
            "there is no %s '%s': the newest %d are kept while the server runs"
                .formatted(what, id, most));
      }
      return found;
    }
  }
}
