package org.mneme.catalog;

import java.nio.file.Path;
import org.mneme.onnx.ModelCard;

/**
 * A model file in the user's cache.
 *
 * @param file a model file of Mneme's
 * @param bytes the file's size
 * @param card what the file says about itself
 */
public record CachedModel(Path file, long bytes, ModelCard card) {}
