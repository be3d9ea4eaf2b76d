package org.mneme.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * One feature in one view, as it lies in the cache.
 *
 * @param folder its own
 * @param format version of the entry's form; features are only found in those of the latest
 * @param network hash of what decides the layer's output
 * @param layer whose output it is of
 * @param statistic what is kept of it, as {@link Statistic#toString} writes it
 * @param view how the images were looked at
 * @param length of a vector
 * @param bytes that it takes on disk
 * @param used when it was last opened or added to
 */
public record CacheEntry(
    Path folder,
    int format,
    String network,
    String layer,
    String statistic,
    String view,
    int length,
    long bytes,
    Instant used) {
  static final String ABOUT = "about.json";

  /** {@return how many images have a vector} */
  public long images() {
    return bytes / (4L * length);
  }

  /** {@return whether an earlier version of Mneme made it, so that nothing finds its features} */
  public boolean isTooOld() {
    return format < FeatureCache.FORMAT;
  }

  static CacheEntry read(Path folder) throws IOException {
    JsonNode about = new JsonMapper().readTree(folder.resolve(ABOUT).toFile());
    Path vectors = folder.resolve(VectorStore.VECTORS);
    boolean has = Files.exists(vectors);
    return new CacheEntry(
        folder,
        about.path("format").asInt(),
        about.path("network").asText(),
        about.path("layer").asText(),
        about.path("statistic").asText(),
        about.path("view").asText(),
        about.path("length").asInt(),
        has ? Files.size(vectors) : 0,
        Files.getLastModifiedTime(folder.resolve(ABOUT)).toInstant());
  }
}
