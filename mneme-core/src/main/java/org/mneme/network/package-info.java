/**
 * Networks as data: named layers and their inputs.
 *
 * <p>One definition of each network gives its ONNX graph, its shape checks, its parameter count and
 * the tensor names of its checkpoint. No network is written twice.
 */
@NullMarked
package org.mneme.network;

import org.jspecify.annotations.NullMarked;
