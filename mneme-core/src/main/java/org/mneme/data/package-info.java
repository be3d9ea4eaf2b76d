/** Images with human memorability scores: reading, checking and splitting them. */
@NullMarked
package org.mneme.data;

import org.jspecify.annotations.NullMarked;
