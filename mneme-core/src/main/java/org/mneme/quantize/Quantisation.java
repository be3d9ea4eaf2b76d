package org.mneme.quantize;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that turns a graph into its quantised form.
 *
 * @param ranges of each tensor that is rounded to 8 bits
 * @param rounded those of {@code ranges} that every reader gets rounded; the others only quantised
 *     layers do, such as a residual network's sums
 * @param weights of the quantised layers by their output's name
 * @param biases of all layers by their output's name, corrected
 */
record Quantisation(
    Map<String, ActivationRange> ranges,
    Set<String> rounded,
    Map<String, RoundedWeights> weights,
    Map<String, float[]> biases,
    List<QuantizeReport.Layer> report) {}
