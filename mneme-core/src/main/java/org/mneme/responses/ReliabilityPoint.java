package org.mneme.responses;

/**
 * How well two random groups of participants agree on the pictures, at one size of the groups.
 *
 * @param participants in each group
 * @param responses mean number of answered repeats that a picture has in one group
 * @param pictures that both groups have scores of, mean over the halvings
 * @param spearman Spearman's correlation between the groups, mean over the halvings
 * @param least lowest correlation among the halvings
 * @param most highest correlation among the halvings
 * @param pearson Pearson's correlation between the groups, mean over the halvings
 * @param expected what the Spearman-Brown formula says of so many responses, from the largest
 *     groups
 */
public record ReliabilityPoint(
    int participants,
    double responses,
    double pictures,
    double spearman,
    double least,
    double most,
    double pearson,
    double expected) {
  ReliabilityPoint withExpected(double other) {
    return new ReliabilityPoint(
        participants, responses, pictures, spearman, least, most, pearson, other);
  }
}
