/** Maps of a picture by gradients, for the networks that Mneme defines. */
@NullMarked
package org.mneme.gradient;

import org.jspecify.annotations.NullMarked;
