@NullMarked
package org.mneme.head;

import org.jspecify.annotations.NullMarked;
