/**
 * Regression in closed form on the features of frozen networks.
 *
 * <p>Start at {@link org.mneme.head.KernelRidge#fit} and {@link org.mneme.head.LinearRidge#fit}.
 */
@NullMarked
package org.mneme.head;

import org.jspecify.annotations.NullMarked;
