/** Reading golden files in tests. */
@NullMarked
package org.mneme.golden;

import org.jspecify.annotations.NullMarked;
