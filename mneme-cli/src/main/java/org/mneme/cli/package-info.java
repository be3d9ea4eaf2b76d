/** The mneme command. */
@NullMarked
package org.mneme.cli;

import org.jspecify.annotations.NullMarked;
