@NullMarked
package org.mneme.data;

import org.jspecify.annotations.NullMarked;
