/**
 * Weights from files: PyTorch checkpoints and safetensors, read without running anything in them.
 */
@NullMarked
package org.mneme.weights;

import org.jspecify.annotations.NullMarked;
