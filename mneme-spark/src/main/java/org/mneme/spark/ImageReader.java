package org.mneme.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** Reads image files of any Hadoop file system, whole, into memory. Threads may share it. */
final class ImageReader {
  private final Configuration configuration;
  private final long maxBytes;

  /**
   * What reading an image came to.
   *
   * @param file its bytes; null when it could not be read
   * @param modified when the file was written, in milliseconds; null where that is not known
   * @param error why it could not be read, in one line; null when it could
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  record Image(byte @Nullable [] file, @Nullable Long modified, @Nullable String error) {
    static Image failed(@Nullable Long modified, String error) {
      return new Image(null, modified, error);
    }
  }

  ImageReader(Configuration configuration, long maxBytes) {
    this.configuration = configuration;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a file.
   *
   * @param budget what may be in memory before it is decoded
   * @throws InterruptedIOException when the task is being ended; everything else is the image's
   *     error
   */
  Image read(String name, ReadBudget.Share budget) throws InterruptedIOException {
    Long modified = null;
    try {
      Path path = path(name);
      FileSystem files = path.getFileSystem(configuration);
      FileStatus status = files.getFileStatus(path);
      modified = status.getModificationTime();
      if (status.isDirectory()) {
        return Image.failed(modified, folder(files, path));
      }
      long length = status.getLen();
      if (length > maxBytes) {
        return Image.failed(modified, tooLarge());
      }
      budget.take(length);
      try (InputStream in = files.open(path)) {
        // A file that grows while it is read ends where its length said.
        return new Image(in.readNBytes((int) length), modified, null);
      }
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while reading");
      interrupted.initCause(e);
      throw interrupted;
    } catch (FileNotFoundException e) {
      return Image.failed(modified, "no such file; check the name");
    } catch (AccessControlException e) {
      return Image.failed(modified, "reading it is not allowed; check its permissions");
    } catch (IOException | RuntimeException e) {
      if (e instanceof FileNotReadable known) {
        return Image.failed(modified, known.getMessage());
      }
      return Image.failed(
          modified,
          "reading it failed (%s); check the file system that it comes from".formatted(oneLine(e)));
    } catch (OutOfMemoryError e) {
      return Image.failed(
          modified, "too large for the memory given to Java; make it smaller, or give Java more");
    }
  }

  private String tooLarge() {
    return "it has more than the limit of %d bytes; make it smaller, or raise the limit if you trust it"
        .formatted(maxBytes);
  }

  private static String folder(FileSystem files, Path path) throws IOException {
    try {
      files.listStatusIterator(path);
      return "is a folder; give an image file";
    } catch (AccessControlException e) {
      return "listing the folder is not allowed; check its permissions";
    }
  }

  private static Path path(String name) throws FileNotReadable {
    try {
      return new Path(name);
    } catch (IllegalArgumentException e) {
      throw new FileNotReadable("'%s' is not a path; check the name".formatted(name));
    }
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** A name that is none. */
  private static final class FileNotReadable extends IOException {
    private static final long serialVersionUID = 1;

    FileNotReadable(String message) {
      super(message);
    }
  }
}
