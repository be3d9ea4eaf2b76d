package org.mneme.network;

/**
 * A tensor that a layer needs, such as {@code weight}.
 *
 * @param name within its layer; the checkpoint's name is {@code NODE.NAME}
 * @param trainable false for what training tracks but no gradient changes, such as a batch norm's
 *     running mean
 */
public record Parameter(String name, Shape shape, boolean trainable) {}
