package org.mneme.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** The folder whose files clients may name. No path leads out of it, links included. */
final class OpenedFolder {
  private final Path root;

  private OpenedFolder(Path root) {
    this.root = root;
  }

  /**
   * @throws NotDirectoryException if it is no folder
   */
  static OpenedFolder of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    return new OpenedFolder(folder.toRealPath());
  }

  Path root() {
    return root;
  }

  /**
   * What a client names.
   *
   * @param name relative to the folder, with slashes
   * @return the real path, without links
   * @throws ProblemException if there is no such file or folder in the folder
   */
  Path resolve(String name) {
    try {
      Path path = root.resolve(name).normalize();
      if (path.startsWith(root) && Files.exists(path) && contains(path)) {
        return path.toRealPath();
      }
    } catch (IOException | InvalidPathException e) {
      // It is answered like what is not there: a client learns nothing of the machine's other
      // files.
    }
    throw ProblemException.notFound(
        "'%s' is not below the folder that this server has opened".formatted(name));
  }

  /** Whether a file is in the folder now, links followed. */
  boolean contains(Path file) {
    return Optional.of(file).map(OpenedFolder::real).filter(p -> p.startsWith(root)).isPresent();
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.getFileSystem().getRootDirectories().iterator().next();
    }
  }
}
