/**
 * What the caller can do about a failure, in a form that each edge words in its own way.
 *
 * <p>The library knows no flags: an exception that is {@link org.mneme.remedy.Remedied} says what
 * is wrong and carries {@link org.mneme.remedy.Remedy} values. The command line adds the flags, a
 * server the form field, Spark the option.
 */
@NullMarked
package org.mneme.remedy;

import org.jspecify.annotations.NullMarked;
