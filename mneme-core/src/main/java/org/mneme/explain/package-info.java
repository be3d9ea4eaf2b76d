/**
 * Maps of a picture: which parts of it raise a model's score and which lower it. The methods here
 * need forward passes only, so they work for every model that can be scored with.
 */
@NullMarked
package org.mneme.explain;

import org.jspecify.annotations.NullMarked;
