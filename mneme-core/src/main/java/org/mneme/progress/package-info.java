/** How long work tells how far it is, and how it is asked to end. */
@NullMarked
package org.mneme.progress;

import org.jspecify.annotations.NullMarked;
