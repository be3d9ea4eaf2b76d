/** Benchmarks of what the package of the same name in {@code mneme-train} keeps to itself. */
@NullMarked
package org.mneme.adapt;

import org.jspecify.annotations.NullMarked;
