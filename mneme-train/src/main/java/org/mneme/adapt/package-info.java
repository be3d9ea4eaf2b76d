/**
 * Models that are fitted to the user's own scored images: what frozen networks give for them, and a
 * regression on top.
 *
 * <p>Start at {@link org.mneme.adapt.Adaptation}.
 */
@NullMarked
package org.mneme.adapt;

import org.jspecify.annotations.NullMarked;
