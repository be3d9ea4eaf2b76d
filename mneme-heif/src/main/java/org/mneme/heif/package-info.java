/** HEIC, AVIF and JPEG 2000 pictures: containers read here, what is coded in them by FFmpeg. */
@NullMarked
package org.mneme.heif;

import org.jspecify.annotations.NullMarked;
