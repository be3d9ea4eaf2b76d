/**
 * Hyper-parameter sweeps: files in the form of Weights &amp; Biases, grid, random and Bayesian search,
 * early termination, and trials that survive being killed.
 *
 * <p>Read a file with {@link org.mneme.sweep.SweepPlan#read} and run it with {@link
 * org.mneme.sweep.Sweep}; what a trial does is a {@link org.mneme.sweep.TrialRunner}.
 */
@NullMarked
package org.mneme.sweep;

import org.jspecify.annotations.NullMarked;
