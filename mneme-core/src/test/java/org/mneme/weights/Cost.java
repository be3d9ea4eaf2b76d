package org.mneme.weights;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a read took.
 *
 * @param allocated heap bytes that this thread asked for, all together: no less than the peak
 */
record Cost(@Nullable Checkpoint checkpoint, @Nullable WeightsException refusal, long allocated) {

  /** Anything else that is thrown goes through. */
  static Cost of(Path file) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Checkpoint checkpoint = null;
    WeightsException refusal = null;
    try {
      checkpoint = Checkpoint.read(file);
    } catch (WeightsException e) {
      refusal = e;
    }
    return new Cost(checkpoint, refusal, threads.getCurrentThreadAllocatedBytes() - before);
  }
}
