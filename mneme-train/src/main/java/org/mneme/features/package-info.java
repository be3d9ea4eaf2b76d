/**
 * What frozen networks see in images: the outputs of their layers, computed once and kept.
 *
 * <p>Start at {@link org.mneme.features.FeatureCache#features}.
 */
@NullMarked
package org.mneme.features;

import org.jspecify.annotations.NullMarked;
