@NullMarked
package org.mneme.adapt;

import org.jspecify.annotations.NullMarked;
