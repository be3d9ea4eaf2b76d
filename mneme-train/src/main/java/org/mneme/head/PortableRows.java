package org.mneme.head;

import java.io.IOException;
import java.io.Serializable;

/** Rows on their way to another process, which opens them there. */
public interface PortableRows extends Serializable {
  /** Rows that hold files open. */
  interface Open extends FeatureRows, AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** The rows, to be closed. */
  Open open() throws IOException;
}
