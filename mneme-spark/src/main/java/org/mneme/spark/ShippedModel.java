package org.mneme.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;
import org.mneme.files.FileErrors;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.ModelIdentity;

/**
 * A model on its way to the workers: as one of the application's files, which Spark fetches once
 * into each worker process, or as a path that every worker can open. Whatever a worker opens is
 * known by its hash first.
 *
 * @param name for messages
 * @param sha256 of {@link ModelIdentity}
 * @param path what workers open in place; null for a model that is shipped
 * @param files of a shipped model, by the name that they have in the model's folder: the name that
 *     they travel under. The model itself is {@link #MODEL}
 */
record ShippedModel(String name, String sha256, @Nullable String path, Map<String, String> files)
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String MODEL = "";

  ShippedModel {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** A model that lies at the same path on every worker. */
  static ShippedModel onWorkers(Path model, ModelIdentity identity) {
    return new ShippedModel(
        model.toString(), identity.sha256(), model.toAbsolutePath().toString(), Map.of());
  }

  /**
   * Makes a model and the files beside it that it needs the application's files. Shipping one twice
   * costs nothing.
   */
  static ShippedModel ship(SparkContext spark, Path model, ModelIdentity identity)
      throws IOException {
    Map<String, String> files = new TreeMap<>();
    List<String> names = new ArrayList<>(identity.external().keySet());
    names.add(MODEL);
    for (String name : names) {
      // Spark knows files by their last name alone: two models' must not be the same.
      String travels =
          "mneme-%s-%d.onnx".formatted(identity.sha256().substring(0, 24), files.size());
      files.put(name, travels);
      if (!isShipped(spark, travels)) {
        Path source = name.equals(MODEL) ? model : model.resolveSibling(name);
        spark.addFile(linked(source, travels).toUri().toString());
      }
    }
    return new ShippedModel(model.toString(), identity.sha256(), null, files);
  }

  private static boolean isShipped(SparkContext spark, String travels) {
    return scala.jdk.javaapi.CollectionConverters.asJava(spark.listFiles()).stream()
        .anyMatch(file -> file.endsWith("/" + travels));
  }

  /** The file under another name, without a copy where that can be done. */
  private static Path linked(Path source, String name) throws IOException {
    Path folder = Files.createTempDirectory("mneme-spark");
    Path link = folder.resolve(name);
    folder.toFile().deleteOnExit();
    link.toFile().deleteOnExit();
    Path real = source.toRealPath();
    try {
      return Files.createSymbolicLink(link, real);
    } catch (IOException | UnsupportedOperationException e) {
      return Files.copy(real, link);
    }
  }

  /**
   * The model on this worker.
   *
   * @throws ModelException if it is not there, or is another one
   */
  Path onThisWorker() throws IOException {
    Path model = path == null ? unpacked() : Path.of(path);
    if (!Files.isRegularFile(model)) {
      throw new ModelException(
          "%s: no such file on the worker. Put the model where every worker can read it, or let it be shipped"
              .formatted(model));
    }
    String found = ModelIdentity.of(model).sha256();
    if (!found.equals(sha256)) {
      throw new ModelException(
          "%s: the worker's file is another model (SHA-256 %s) than the driver's (%s). Put the same file on all machines"
              .formatted(model, found, sha256));
    }
    return model;
  }

  /** A model that keeps weights in files beside it finds them there under their own names. */
  private Path unpacked() throws IOException {
    Path own = Path.of(SparkFiles.get(travelName(MODEL)));
    if (files.size() == 1) {
      return own;
    }
    Path folder = Files.createDirectories(own.resolveSibling("mneme-" + sha256));
    for (String name : files.keySet()) {
      Path target = folder.resolve(name.equals(MODEL) ? "model.onnx" : name).normalize();
      if (!target.startsWith(folder)) {
        throw new ModelException(
            "%s: keeps weights outside its folder (%s). Save it anew as one file"
                .formatted(this.name, name));
      }
      Files.createDirectories(target.getParent());
      if (!Files.exists(target)) {
        link(target, Path.of(SparkFiles.get(travelName(name))));
      }
    }
    return folder.resolve("model.onnx");
  }

  private static void link(Path target, Path source) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(source, target);
    }
  }

  private String travelName(String name) {
    String travels = files.get(name);
    if (travels == null) {
      throw new UncheckedIOException(
          new IOException(FileErrors.describe(new IOException(name + " was not shipped"))));
    }
    return travels;
  }
}
