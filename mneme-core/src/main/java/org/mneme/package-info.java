/** Where to begin: {@link org.mneme.Mneme}. */
@NullMarked
package org.mneme;

import org.jspecify.annotations.NullMarked;
