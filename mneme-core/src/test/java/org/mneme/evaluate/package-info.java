/** Figures, intervals and distributions against SciPy, against laws and on real scores. */
@NullMarked
package org.mneme.evaluate;

import org.jspecify.annotations.NullMarked;
