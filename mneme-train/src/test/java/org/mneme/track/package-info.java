@NullMarked
package org.mneme.track;

import org.jspecify.annotations.NullMarked;
