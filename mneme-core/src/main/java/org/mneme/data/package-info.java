/** Images with people's memorability scores: reading, checking and parting them. */
@NullMarked
package org.mneme.data;

import org.jspecify.annotations.NullMarked;
