/**
 * Scores images with ONNX Runtime.
 *
 * <p>Start at {@link org.mneme.score.Scorer#open}.
 */
@NullMarked
package org.mneme.score;

import org.jspecify.annotations.NullMarked;
