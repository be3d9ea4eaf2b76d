@NullMarked
package org.mneme.sweep;

import org.jspecify.annotations.NullMarked;
