@NullMarked
package org.mneme.certainty;

import org.jspecify.annotations.NullMarked;
