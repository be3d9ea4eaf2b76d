/**
 * Studies of several trainings: what a network learns on one data set, and how well it holds on
 * another.
 *
 * <p>Start at {@link org.mneme.study.CrossStudyJob}.
 */
@NullMarked
package org.mneme.study;

import org.jspecify.annotations.NullMarked;
