/** Model files: ONNX with everything needed to use them in their metadata. */
@NullMarked
package org.mneme.onnx;

import org.jspecify.annotations.NullMarked;
