/**
 * Turns an fp32 model file into one that computes in 8-bit integers.
 *
 * <p>Start at {@link org.mneme.quantize.Quantizer#quantize}. {@code LayerByLayer} is the procedure;
 * {@code Equalization}, {@code ActivationRange} and {@code Rounding} are its three ideas.
 */
@NullMarked
package org.mneme.quantize;

import org.jspecify.annotations.NullMarked;
