/** Turns an image file into a network's input: decode, orient, resize, crop. */
@NullMarked
package org.mneme.image;

import org.jspecify.annotations.NullMarked;
