@NullMarked
package org.mneme.features;

import org.jspecify.annotations.NullMarked;
