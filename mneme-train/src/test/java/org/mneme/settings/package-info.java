@NullMarked
package org.mneme.settings;

import org.jspecify.annotations.NullMarked;
