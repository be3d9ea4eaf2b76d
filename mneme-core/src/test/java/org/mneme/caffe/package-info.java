@NullMarked
package org.mneme.caffe;

import org.jspecify.annotations.NullMarked;
