/** Files that others never see half written. */
@NullMarked
package org.mneme.files;

import org.jspecify.annotations.NullMarked;
