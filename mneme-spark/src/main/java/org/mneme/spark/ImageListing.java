package org.mneme.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.mneme.image.PictureFiles;

/**
 * A table of the pictures in folders of any Hadoop file system, with the rule of {@link
 * PictureFiles} for what is one. The driver looks into the upper folders only; the workers list
 * what is below, each its own folders, and nothing is held but the page of a listing, so ten
 * million names need no large driver.
 */
final class ImageListing {
  static final String IMAGE = "image";
  static final String MODIFIED = "modified_millis";

  /** The path, and when the file was written, in milliseconds since 1970. */
  static final StructType SCHEMA =
      new StructType().add(IMAGE, DataTypes.StringType).add(MODIFIED, DataTypes.LongType);

  /** More folders than tasks, so that large ones do not leave the others waiting. */
  private static final int FOLDERS_A_CORE = 8;

  private ImageListing() {}

  /**
   * Lists pictures.
   *
   * @param inputs files, folders and globs; a file is taken whatever its name
   * @throws IOException if one names nothing, or its file system cannot be reached
   */
  static Dataset<Row> of(
      SparkSession spark, List<String> inputs, Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    Configuration configuration = hadoop.value().value();
    List<Row> files = new ArrayList<>();
    Deque<Path> folders = new ArrayDeque<>();
    for (String input : inputs) {
      for (FileStatus found : find(input, configuration)) {
        if (found.isDirectory()) {
          folders.add(found.getPath());
        } else {
          files.add(row(found));
        }
      }
    }
    int wanted = FOLDERS_A_CORE * spark.sparkContext().defaultParallelism();
    spread(folders, files, wanted, configuration);
    Dataset<Row> listed = spark.createDataFrame(files, SCHEMA);
    if (folders.isEmpty()) {
      return listed;
    }
    List<String> names = folders.stream().map(Path::toString).toList();
    int slices = Math.min(names.size(), wanted);
    Dataset<Row> below =
        spark
            .createDataset(names, Encoders.STRING())
            .repartition(slices)
            .flatMap(new Below(hadoop), Encoders.row(SCHEMA));
    return files.isEmpty() ? below : listed.union(below);
  }

  private static FileStatus[] find(String input, Configuration configuration) throws IOException {
    try {
      Path path = new Path(input);
      FileSystem files = path.getFileSystem(configuration);
      FileStatus[] found = files.globStatus(path);
      if (found == null || found.length == 0) {
        // A name with brackets may be meant as it is.
        found = new FileStatus[] {files.getFileStatus(path)};
      }
      return found;
    } catch (FileNotFoundException e) {
      throw new IOException(input + ": no such file or folder; check the name", e);
    } catch (AccessControlException e) {
      throw new IOException(input + ": reading it is not allowed; check its permissions", e);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s: its file system cannot be read (%s); check the name and the cluster's settings for it"
              .formatted(input, e.getMessage()),
          e);
    }
  }

  /** Looks into folders until there are as many as wanted, or none is left to look into. */
  private static void spread(
      Deque<Path> folders, List<Row> files, int wanted, Configuration configuration)
      throws IOException {
    while (!folders.isEmpty() && folders.size() < wanted) {
      List<Path> next = new ArrayList<>();
      int before = folders.size();
      for (Path folder : folders) {
        if (!hasFolders(folder, configuration)) {
          next.add(folder); // of pictures alone: for a worker
          continue;
        }
        Level level = new Level(folder, configuration);
        while (level.hasNext()) {
          FileStatus status = level.next();
          if (status.isDirectory()) {
            next.add(status.getPath());
          } else {
            files.add(row(status));
          }
        }
      }
      folders.clear();
      folders.addAll(next);
      if (folders.size() <= before) {
        return;
      }
    }
  }

  /** Whether folders come among the first names; else it is left to a worker. */
  private static boolean hasFolders(Path folder, Configuration configuration) throws IOException {
    try {
      RemoteIterator<FileStatus> names =
          folder.getFileSystem(configuration).listStatusIterator(folder);
      for (int i = 0; i < 64 && names.hasNext(); i++) {
        if (names.next().isDirectory()) {
          return true;
        }
      }
      return false;
    } catch (AccessControlException | FileNotFoundException e) {
      return false; // the worker's row says why
    }
  }

  private static Row row(FileStatus file) {
    return RowFactory.create(file.getPath().toString(), file.getModificationTime());
  }

  /** The pictures of folders and of all that is below them. */
  private record Below(Broadcast<SerializableConfiguration> hadoop)
      implements FlatMapFunction<String, Row>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Iterator<Row> call(String folder) {
      return new Tree(new Path(folder), hadoop.value().value());
    }
  }

  /** Goes through folders, deepest last. */
  private static final class Tree implements Iterator<Row> {
    private final Configuration configuration;
    private final Deque<Path> folders = new ArrayDeque<>();
    private @Nullable Level level;
    private @Nullable Row next;

    Tree(Path folder, Configuration configuration) {
      this.configuration = configuration;
      folders.add(folder);
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null) {
          if (level != null && level.hasNext()) {
            FileStatus status = level.next();
            if (status.isDirectory()) {
              folders.add(status.getPath());
            } else {
              next = row(status);
            }
          } else if (folders.isEmpty()) {
            return false;
          } else {
            enter(folders.removeFirst());
          }
        }
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A folder that may not be listed is a row, whose error says so. */
    private void enter(Path folder) throws IOException {
      level = null;
      try {
        level = new Level(folder, configuration);
      } catch (AccessControlException e) {
        next = RowFactory.create(folder.toString(), null);
      }
    }

    @Override
    public Row next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      return row;
    }
  }

  /** What is in one folder: pictures, and folders to be searched. */
  private static final class Level {
    private final FileSystem files;
    private final RemoteIterator<FileStatus> names;
    private final boolean local;
    private @Nullable FileStatus next;

    Level(Path folder, Configuration configuration) throws IOException {
      this.files = folder.getFileSystem(configuration);
      this.names = files.listStatusIterator(folder);
      this.local = files.getUri().getScheme().equals("file");
    }

    boolean hasNext() throws IOException {
      while (next == null && names.hasNext()) {
        FileStatus status = names.next();
        String name = status.getPath().getName();
        boolean wanted =
            status.isDirectory()
                ? PictureFiles.isSearched(name) && !(local && leadsBack(status.getPath()))
                : PictureFiles.isPicture(name, bytes -> head(status.getPath(), bytes));
        next = wanted ? status : null;
      }
      return next != null;
    }

    FileStatus next() {
      FileStatus status = next;
      next = null;
      if (status == null) {
        throw new NoSuchElementException();
      }
      return status;
    }

    private byte[] head(Path file, int bytes) throws IOException {
      try (InputStream in = files.open(file)) {
        return in.readNBytes(bytes);
      }
    }

    /** A link to a folder above it would be gone through without end. */
    private static boolean leadsBack(Path folder) throws IOException {
      java.nio.file.Path path = java.nio.file.Path.of(folder.toUri().getPath());
      java.nio.file.Path parent = path.getParent();
      return Files.isSymbolicLink(path)
          && parent != null
          && parent.toRealPath().startsWith(path.toRealPath());
    }
  }
}
