package org.mneme.adapt;

import org.mneme.head.KernelRidge;

/** The regression on top of frozen networks. */
public enum HeadKind {
  /** A regression on the likeness to the images that were fitted to. */
  KERNEL,
  /** A regression on the features themselves. */
  LINEAR;

  /** The kernel up to 8,000 images, which are as many as it takes. */
  static HeadKind usual(int images) {
    return images <= KernelRidge.MOST_SAMPLES ? KERNEL : LINEAR;
  }
}
