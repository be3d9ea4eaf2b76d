package org.mneme.evaluate;

/**
 * One figure's difference between two models on the same images.
 *
 * @param estimate the first model's figure less the second's
 * @param p two-sided probability of a difference this far from zero if there were none: zero lies
 *     outside the interval of level {@code 1 - p}, inside any wider one; 1 where the figures are
 *     equal, NaN where there is no interval
 */
public record Difference(Estimate estimate, double p) {}
