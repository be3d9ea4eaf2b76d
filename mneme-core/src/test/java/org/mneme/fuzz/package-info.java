/** Files with random damage, read in a small JVM of their own. */
@NullMarked
package org.mneme.fuzz;

import org.jspecify.annotations.NullMarked;
