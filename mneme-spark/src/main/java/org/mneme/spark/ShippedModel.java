package org.mneme.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.WeakHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;
import org.mneme.files.WholeFile;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.ModelIdentity;

/**
 * A model on its way to the workers: as broadcast variables, of which each worker makes a file
 * once, or as a path that every worker can open. Whatever a worker opens is known by its hash
 * first.
 *
 * <p>Broadcast variables reach the tasks of every session. The application's files do not: with
 * {@code spark.sql.artifact.isolation.enabled} on, a session's tasks see only the session's own.
 *
 * @param name for messages
 * @param sha256 of {@link ModelIdentity}
 * @param path what workers open in place; null for a model that is broadcast
 * @param files of a broadcast model: the content of each, in pieces, by the name that it has in the
 *     model's folder. The model itself is {@link #MODEL}
 */
record ShippedModel(
    String name, String sha256, @Nullable String path, Map<String, List<Broadcast<byte[]>>> files)
    implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String MODEL = "mneme-model.onnx";

  /** The bytes of a piece: no model is in one array, and what exceeds memory goes to the disk. */
  private static final int PIECE = 16 << 20;

  /** What was broadcast in this process, by application and hash: a second time costs nothing. */
  private static final Map<SparkContext, Map<String, ShippedModel>> SHIPPED = new WeakHashMap<>();

  ShippedModel {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** A model that lies at the same path on every worker. */
  static ShippedModel onWorkers(Path model, ModelIdentity identity) {
    return new ShippedModel(
        model.toString(), identity.sha256(), model.toAbsolutePath().toString(), Map.of());
  }

  /** Broadcasts a model and the files beside it that it needs. */
  static ShippedModel ship(SparkContext spark, Path model, ModelIdentity identity)
      throws IOException {
    if (spark.isLocal()) {
      return onWorkers(model, identity); // this process is the worker
    }
    synchronized (SHIPPED) {
      Map<String, ShippedModel> known = SHIPPED.computeIfAbsent(spark, key -> new HashMap<>());
      ShippedModel shipped = known.get(identity.sha256());
      if (shipped == null) {
        Map<String, List<Broadcast<byte[]>>> files = new TreeMap<>();
        for (String name : identity.external().keySet()) {
          files.put(name, broadcast(spark, model.resolveSibling(name)));
        }
        files.put(MODEL, broadcast(spark, model));
        shipped = new ShippedModel(model.toString(), identity.sha256(), null, files);
        known.put(identity.sha256(), shipped);
      }
      return shipped;
    }
  }

  private static List<Broadcast<byte[]>> broadcast(SparkContext spark, Path file)
      throws IOException {
    List<Broadcast<byte[]>> pieces = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
        pieces.add(spark.broadcast(piece, scala.reflect.ClassTag$.MODULE$.apply(byte[].class)));
      }
    }
    return pieces;
  }

  /**
   * The model on this worker.
   *
   * @throws ModelException if it is not there, or is another one
   */
  Path onThisWorker() throws IOException {
    if (path == null) {
      return unpacked();
    }
    Path model = Path.of(path);
    if (!Files.isRegularFile(model)) {
      throw new ModelException(
          "%s: no such file on the worker. Put the model where every worker can read it, or let it be shipped"
              .formatted(model));
    }
    check(model);
    return model;
  }

  private void check(Path model) throws IOException {
    String found = ModelIdentity.of(model).sha256();
    if (!found.equals(sha256)) {
      throw new ModelException(
          "%s: the worker's file is another model (SHA-256 %s) than the driver's (%s). Put the same file on all machines"
              .formatted(model, found, sha256));
    }
  }

  /**
   * Makes the files of the pieces, in a folder that Spark deletes when the application ends.
   * Workers that share it, as YARN's on one machine do, make them once; a file appears whole.
   */
  private Path unpacked() throws IOException {
    Path local = Path.of(Utils.getLocalDir(SparkEnv.get().conf()));
    Path folder = Files.createDirectories(local.resolve("mneme-" + sha256));
    for (Map.Entry<String, List<Broadcast<byte[]>>> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey()).normalize();
      if (!target.startsWith(folder)) {
        throw new ModelException(
            "%s: keeps weights outside its folder (%s). Save it as one file"
                .formatted(name, file.getKey()));
      }
      Files.createDirectories(target.getParent());
      if (!Files.exists(target)) {
        WholeFile.write(
            target,
            out -> {
              for (Broadcast<byte[]> piece : file.getValue()) {
                out.write(piece.value());
              }
            });
      }
    }
    Path model = folder.resolve(MODEL);
    check(model);
    return model;
  }

  /**
   * Two are the same when they open the same: broadcast variables are other objects in each task.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ShippedModel model
        && sha256.equals(model.sha256)
        && Objects.equals(path, model.path);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }
}
