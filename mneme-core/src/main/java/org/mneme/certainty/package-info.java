/**
 * How sure a prediction is: intervals that hold the human score of most pictures.
 *
 * <p>Start at {@link org.mneme.certainty.ScoreIntervals}.
 */
@NullMarked
package org.mneme.certainty;

import org.jspecify.annotations.NullMarked;
