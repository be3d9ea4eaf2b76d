/**
 * Scores of any number of images as rows of a file: one row an image in the images' order, written
 * at once, so that an interrupted run loses nothing and can be continued.
 *
 * <p>Start at {@link org.mneme.predict.PredictionJob#run}, with a {@link
 * org.mneme.predict.PredictionFile} to write to.
 */
@NullMarked
package org.mneme.predict;

import org.jspecify.annotations.NullMarked;
