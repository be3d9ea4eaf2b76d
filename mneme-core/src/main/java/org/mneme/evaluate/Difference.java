package org.mneme.evaluate;

/**
 * One figure's difference between two models on the same images and the same draws.
 *
 * @param estimate the first model's figure less the second's
 * @param p two-sided probability of a difference this far from zero if there were none: zero lies
 *     outside the interval of level {@code 1 - p}, inside any wider one. With R rounds no smaller
 *     than about 2 / (R + 1)
 */
public record Difference(Estimate estimate, double p) {}
