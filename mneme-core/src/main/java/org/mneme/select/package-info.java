/** Sets of pictures that differ in what an experiment is about and match in the rest. */
@NullMarked
package org.mneme.select;

import org.jspecify.annotations.NullMarked;
