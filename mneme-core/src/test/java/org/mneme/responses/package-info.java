@NullMarked
package org.mneme.responses;

import org.jspecify.annotations.NullMarked;
