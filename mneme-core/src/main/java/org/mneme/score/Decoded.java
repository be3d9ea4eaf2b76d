package org.mneme.score;

import org.jspecify.annotations.Nullable;

/** An image ready for the network, or why it is not: exactly one of the two is there. */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record Decoded<T>(T image, float @Nullable [] planes, @Nullable String error) {}
