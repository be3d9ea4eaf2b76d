/** Training networks with libtorch, whose only importer this package is. */
@NullMarked
package org.mneme.train;

import org.jspecify.annotations.NullMarked;
