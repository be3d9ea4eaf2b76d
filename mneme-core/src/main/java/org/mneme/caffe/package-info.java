/**
 * Caffe's files: network definitions ({@code .prototxt}), weights ({@code .caffemodel}) and mean
 * images ({@code .binaryproto}, {@code .npy}), turned into the layers and tensors of {@code
 * network} and {@code weights}.
 *
 * <p>What a layer computes follows Caffe 1.0; what is not known is refused with its file and line.
 */
@NullMarked
package org.mneme.caffe;

import org.jspecify.annotations.NullMarked;
