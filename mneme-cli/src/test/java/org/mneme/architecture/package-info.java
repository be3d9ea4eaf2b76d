/**
 * The map of docs/architecture.md and the rules of CONTRIBUTING.md, held by tests over every
 * module's classes.
 */
@NullMarked
package org.mneme.architecture;

import org.jspecify.annotations.NullMarked;
