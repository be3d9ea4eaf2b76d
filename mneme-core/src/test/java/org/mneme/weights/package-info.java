/** Tests of the readers, with writers of the same formats beside them. */
@NullMarked
package org.mneme.weights;

import org.jspecify.annotations.NullMarked;
