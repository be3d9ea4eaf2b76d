/** Tests against a real server on a free port of this machine. */
@NullMarked
package org.mneme.web;

import org.jspecify.annotations.NullMarked;
