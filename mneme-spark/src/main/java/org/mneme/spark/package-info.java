/** Scoring on Apache Spark: a program for spark-submit, a Transformer for pipelines, a function. */
@NullMarked
package org.mneme.spark;

import org.jspecify.annotations.NullMarked;
