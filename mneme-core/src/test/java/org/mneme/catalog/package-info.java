@NullMarked
package org.mneme.catalog;

import org.jspecify.annotations.NullMarked;
