/**
 * Human memorability scores from raw responses: the trials of a recognition memory experiment, whom
 * to exclude, each picture's hits and false alarms, and how reliable the scores are.
 *
 * <p>Read trials with {@link org.mneme.responses.TrialFiles#read}, analyse them with {@link
 * org.mneme.responses.ResponseStudy#of}, and write the files that other parts of Mneme read with
 * {@link org.mneme.responses.ResponseFiles#write}.
 */
@NullMarked
package org.mneme.responses;

import org.jspecify.annotations.NullMarked;
