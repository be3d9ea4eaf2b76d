/**
 * Pages and charts that people look at: self-contained HTML with inline SVG.
 *
 * <p>Charts are drawn by Lets-Plot (JetBrains, MIT licence, a grammar of graphics as in ggplot2),
 * because it writes SVG as text without a window system or browser, has every kind of chart the
 * reports need (histograms over one another, densities, intervals, heat maps, curves), starts in
 * under half a second and takes 7 MB with the Kotlin library, all of it MIT or Apache-2.0. Looked
 * at and left: XChart (one jar of .4 MB, but no densities or facets, and SVG only through an LGPL
 * library or Batik), JFreeChart (LGPL), ECharts and Plotly wrappers (draw in the browser, so pages
 * carry megabytes of script and stay empty without it).
 */
@NullMarked
package org.mneme.report;

import org.jspecify.annotations.NullMarked;
