/**
 * Machines of a cluster that do parts of Mneme's work.
 *
 * <p>Start at {@link org.mneme.cluster.Cluster#find}.
 */
@NullMarked
package org.mneme.cluster;

import org.jspecify.annotations.NullMarked;
