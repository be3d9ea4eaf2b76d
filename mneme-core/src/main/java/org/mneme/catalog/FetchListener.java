package org.mneme.catalog;

/** Hears how a fetch goes on. Called from the thread that fetches. */
public interface FetchListener {
  /** Hears nothing. */
  FetchListener SILENT =
      new FetchListener() {
        @Override
        public void say(String line) {}

        @Override
        public void downloaded(long bytes, long total) {}
      };

  /** A line for the user: what happens next, or why it waits. */
  void say(String line);

  /**
   * Called a few times a second during the download; the last call has {@code bytes == total} when
   * it succeeded.
   */
  void downloaded(long bytes, long total);
}
