/**
 * Settings of jobs by name: what each means, which values it takes, what it is unless said, and how
 * it is written.
 */
@NullMarked
package org.mneme.settings;

import org.jspecify.annotations.NullMarked;
