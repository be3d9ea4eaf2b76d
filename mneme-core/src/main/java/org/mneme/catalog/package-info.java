/**
 * Published models and the user's own copies of them: fetched once through the user's pip, checked,
 * converted and kept in a cache folder.
 */
@NullMarked
package org.mneme.catalog;

import org.jspecify.annotations.NullMarked;
