/**
 * Finding the images that someone means: files, folders with all below them, globs, and lists.
 *
 * <p>Start at {@link org.mneme.input.Inputs}.
 */
@NullMarked
package org.mneme.input;

import org.jspecify.annotations.NullMarked;
