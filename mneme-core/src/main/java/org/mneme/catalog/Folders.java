package org.mneme.catalog;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Whole folders, while another process may still be deleting files in them. */
final class Folders {
  private Folders() {}

  /** The size of the largest file below {@code folder}, 0 if there is none. */
  static long largestFile(Path folder) throws IOException {
    long[] largest = {0};
    Files.walkFileTree(
        folder,
        new Visitor() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            largest[0] = Math.max(largest[0], attributes.size());
            return FileVisitResult.CONTINUE;
          }
        });
    return largest[0];
  }

  /** Deletes the folder and all below it; links are deleted, not followed. */
  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new Visitor() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            super.postVisitDirectory(directory, e);
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Passes over what is gone by the time it is visited. */
  private abstract static class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      if (e == null || e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
