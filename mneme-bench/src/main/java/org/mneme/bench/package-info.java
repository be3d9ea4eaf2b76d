/** JMH benchmarks. */
@NullMarked
package org.mneme.bench;

import org.jspecify.annotations.NullMarked;
