/** The distribution as its user has it: unpacked, and run as processes of its own. */
@NullMarked
package org.mneme.dist;

import org.jspecify.annotations.NullMarked;
