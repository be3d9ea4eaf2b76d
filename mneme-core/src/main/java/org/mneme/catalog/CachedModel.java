package org.mneme.catalog;

import java.nio.file.Path;
import org.mneme.onnx.ModelCard;

/** A model file in the user's cache, with its size in bytes and what it says about itself. */
public record CachedModel(Path file, long bytes, ModelCard card) {}
