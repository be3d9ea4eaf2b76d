package org.mneme.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One line of a data file, as text. */
record Row(
    String image,
    String score,
    @Nullable String category,
    @Nullable String subcategory,
    @Nullable String group,
    @Nullable String part,
    Path file,
    long line) {}
