package org.mneme.train;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;

/**
 * Pictures, each decoded and resized once, then kept as bytes in a temporary mapped file (196 kB a
 * picture of 256 x 256), so that later epochs only copy them. Threads may share it. The file is
 * gone when the process ends.
 */
final class PixelStore implements AutoCloseable {
  private static final long CHUNK_BYTES = 1 << 30;

  private final List<Path> images;
  private final Preprocessing preprocessing;
  private final DecodeMode decode;
  private final FileChannel file;
  private final int pictureBytes;
  private final int perChunk;
  private final List<@Nullable MappedByteBuffer> chunks = new ArrayList<>();
  private final BitSet present = new BitSet();

  /**
   * Makes an empty store.
   *
   * @param folder for the temporary file
   */
  PixelStore(List<Path> images, Preprocessing preprocessing, DecodeMode decode, Path folder)
      throws IOException {
    this.images = List.copyOf(images);
    this.preprocessing = preprocessing;
    this.decode = decode;
    this.pictureBytes = 3 * preprocessing.width() * preprocessing.height();
    this.perChunk = (int) (CHUNK_BYTES / pictureBytes);
    Files.createDirectories(folder);
    Path path = Files.createTempFile(folder, ".pixels", ".tmp");
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  int size() {
    return images.size();
  }

  Path image(int index) {
    return images.get(index);
  }

  /**
   * A picture in the preprocessing's size.
   *
   * @throws org.mneme.image.ImageException if it cannot be read
   */
  Rgb get(int index) throws IOException {
    byte[] pixels = new byte[pictureBytes];
    int at = index % perChunk * pictureBytes;
    MappedByteBuffer chunk = chunk(index / perChunk);
    synchronized (present) {
      if (present.get(index)) {
        chunk.get(at, pixels);
        return Rgb.copyOf(preprocessing.width(), preprocessing.height(), pixels);
      }
    }
    Rgb resized =
        preprocessing.resized(ImageDecoder.decode(images.get(index), decode, ImageLimits.DEFAULT));
    synchronized (present) {
      chunk.put(at, resized.toBytes());
      present.set(index);
    }
    return resized;
  }

  private MappedByteBuffer chunk(int number) throws IOException {
    synchronized (chunks) {
      while (chunks.size() <= number) {
        chunks.add(null);
      }
      MappedByteBuffer chunk = chunks.get(number);
      if (chunk == null) {
        long bytes = (long) perChunk * pictureBytes;
        long most = (long) images.size() * pictureBytes - number * bytes;
        chunk = file.map(FileChannel.MapMode.READ_WRITE, number * bytes, Math.min(bytes, most));
        chunks.set(number, chunk);
      }
      return chunk;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
