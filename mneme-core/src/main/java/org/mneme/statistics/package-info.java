/** What can be measured of a picture without a model: light, contrast, colour, detail, size. */
@NullMarked
package org.mneme.statistics;

import org.jspecify.annotations.NullMarked;
