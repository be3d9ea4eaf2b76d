/** Benchmarks of what the package of the same name in {@code mneme-core} keeps to itself. */
@NullMarked
package org.mneme.select;

import org.jspecify.annotations.NullMarked;
