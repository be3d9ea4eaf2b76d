/**
 * How well models predict human memory: figures with intervals, comparisons, distributions,
 * calibration and human consistency. No plots and no pages: those are written from an {@link
 * org.mneme.evaluate.EvaluationReport}.
 *
 * <p>Put human scores and predictions of the same images into a {@link
 * org.mneme.evaluate.ScoreTable} and start at {@link org.mneme.evaluate.Evaluation#of}.
 */
@NullMarked
package org.mneme.evaluate;

import org.jspecify.annotations.NullMarked;
