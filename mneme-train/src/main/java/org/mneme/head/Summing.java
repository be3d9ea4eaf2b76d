package org.mneme.head;

import java.io.IOException;
import java.io.Serializable;

/** Where sums over many rows are made: in this process, or by the machines of a cluster. */
public interface Summing {
  /** All rows in one part, row after row. */
  Summing HERE =
      new Summing() {
        @Override
        public <T extends Serializable> T sum(FeatureRows samples, RowPass<T> pass)
            throws IOException {
          return pass.of(samples, 0);
        }
      };

  /** The sums over all rows. */
  <T extends Serializable> T sum(FeatureRows samples, RowPass<T> pass) throws IOException;
}
