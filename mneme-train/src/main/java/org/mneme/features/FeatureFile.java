package org.mneme.features;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mneme.onnx.ModelIdentity;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;

/**
 * A file of features that grows image by image, and beside it {@code FILE.run.json} with what
 * decides them: the model, its layers, how images are prepared. Beside an array of NumPy stands
 * {@code FILE.images.csv} with the image of each row. For one thread.
 */
public final class FeatureFile implements FeatureExtractor.Sink, Closeable {
  /** Goes up when the fields change. */
  private static final String FORM = "mneme-features-1";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final FeatureFormat format;

  /** The rows themselves, or beside an array their images; none for Parquet. */
  private final @Nullable GrowingCsv csv;

  private final @Nullable NpyRows npy;
  private final @Nullable ParquetRows parquet;

  private FeatureFile(
      FeatureFormat format,
      @Nullable GrowingCsv csv,
      @Nullable NpyRows npy,
      @Nullable ParquetRows parquet) {
    this.format = format;
    this.csv = csv;
    this.npy = npy;
    this.parquet = parquet;
  }

  /**
   * Begins a file in the place of an older one, or continues it.
   *
   * @param file the file; need not exist
   * @param format of the file
   * @param extractor says what its rows hold
   * @param model what the model is
   * @param resume whether rows that are there are kept; a file that is not there is begun
   * @return the file; the caller closes it
   * @throws RefusedException if it is continued and was begun with other settings, or is no such
   *     file; it is then left as it was
   * @throws IOException if it cannot be written
   */
  public static FeatureFile open(
      Path file,
      FeatureFormat format,
      FeatureExtractor extractor,
      ModelIdentity model,
      boolean resume)
      throws IOException {
    if (resume && !format.canBeResumed()) {
      throw new IllegalArgumentException(
          file + ": a Parquet file cannot be continued; csv and npy can");
    }
    ObjectNode settings = settings(extractor, model);
    Path beside = file.resolveSibling(file.getFileName() + ".run.json");
    if (resume && Files.exists(file)) {
      requireSame(file, beside, settings);
    }
    List<String> columns = extractor.columns();
    FeatureFile opened =
        switch (format) {
          case CSV ->
              new FeatureFile(
                  format, new GrowingCsv(file, columns, resume, Long.MAX_VALUE), null, null);
          case NPY -> array(file, columns.size(), resume);
          case PARQUET -> new FeatureFile(format, null, null, new ParquetRows(file, columns));
        };
    Files.writeString(beside, JSON.writeValueAsString(settings) + "\n");
    return opened;
  }

  /** A row of the array is written before its image's: what is in both counts. */
  private static FeatureFile array(Path file, int columns, boolean resume) throws IOException {
    NpyRows npy = new NpyRows(file, columns, resume);
    try {
      Path images = file.resolveSibling(file.getFileName() + ".images.csv");
      GrowingCsv csv = new GrowingCsv(images, List.of(), resume, npy.rows());
      npy.keep(csv.rows());
      return new FeatureFile(FeatureFormat.NPY, csv, npy, null);
    } catch (IOException | RuntimeException e) {
      npy.close();
      throw e;
    }
  }

  /** Every field is named here, so that no renaming in the code changes what the file says. */
  private static ObjectNode settings(FeatureExtractor extractor, ModelIdentity model) {
    ObjectNode root = JSON.createObjectNode();
    root.put("form", FORM);
    root.put("sha256", model.sha256());
    root.put("decode", extractor.options().decode().name().toLowerCase(Locale.ROOT));
    root.put("preprocessing", extractor.preprocessing().identity());
    ArrayNode features = root.putArray("features");
    for (int i = 0; i < extractor.features().size(); i++) {
      ObjectNode feature = features.addObject();
      feature.put("layer", extractor.features().get(i).layer());
      feature.put("statistic", extractor.features().get(i).statistic().toString());
      feature.put("columns", extractor.length(i));
      ArrayNode shape = feature.putArray("layerShape");
      extractor.shape(i).forEach(shape::add);
    }
    return root;
  }

  private static void requireSame(Path file, Path beside, ObjectNode now) throws IOException {
    Remedy anew = Remedy.of(Action.WRITE_ANEW, "Take another file, or write this one anew");
    JsonNode then;
    try {
      then = Files.exists(beside) ? JSON.readTree(beside.toFile()) : JSON.createObjectNode();
    } catch (JacksonException e) {
      then = JSON.createObjectNode();
    }
    if (!then.path("form").asText().equals(FORM)) {
      throw new RefusedException(
          "%s: nothing beside it says what its features are (%s)".formatted(file, beside), anew);
    }
    for (String field : List.of("sha256", "decode", "preprocessing", "features")) {
      if (!then.path(field).equals(now.path(field))) {
        throw new RefusedException(
            "%s: was begun with another %s (%s says so)"
                .formatted(
                    file,
                    switch (field) {
                      case "sha256" -> "model";
                      case "features" -> "choice of layers";
                      case "decode" -> "way to decode images";
                      default -> field;
                    },
                    beside),
            anew);
      }
    }
  }

  /** {@return how many rows were there before} */
  public long finished() {
    return csv == null ? 0 : csv.rows();
  }

  /** {@return how many of those rows are of images that failed} */
  public long finishedFailures() {
    return csv == null ? 0 : csv.failed();
  }

  /**
   * {@return whether this image has a row from before; each row answers for one time that the image
   * is asked for}
   *
   * @param image as the caller names it
   */
  public boolean take(Path image) {
    return csv != null && csv.take(image);
  }

  @Override
  public void accept(FeatureRow row) throws IOException {
    if (npy != null) {
      npy.add(row);
    }
    if (csv != null) {
      csv.accept(row, format == FeatureFormat.CSV);
    }
    if (parquet != null) {
      parquet.add(row);
    }
  }

  /**
   * No more rows come: a Parquet file takes its name.
   *
   * @throws IOException if it cannot be written
   */
  public void finish() throws IOException {
    if (parquet != null) {
      parquet.finish();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (npy != null) {
        npy.close();
      }
    } finally {
      if (csv != null) {
        csv.close();
      }
      if (parquet != null) {
        parquet.close();
      }
    }
  }
}
