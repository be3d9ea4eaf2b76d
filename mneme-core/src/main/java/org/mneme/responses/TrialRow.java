package org.mneme.responses;

/**
 * A trial as its row tells it.
 *
 * @param trial with {@code repeat} false and {@code lag} NaN where the row does not say
 * @param repeatKnown whether the row says that the picture was seen before, or not
 * @param orderKnown whether the trial's number says how many trials came between; of a wide table
 *     without such numbers it only puts first showings before repeats
 */
record TrialRow(Trial trial, boolean repeatKnown, boolean orderKnown) {}
