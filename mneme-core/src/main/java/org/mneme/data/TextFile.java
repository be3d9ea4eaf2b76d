package org.mneme.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Opens the text files of data sets: UTF-8, with or without a byte order mark. */
final class TextFile {
  /** In the place of bytes that are no UTF-8; rows that hold it are bad. */
  static final char DAMAGED = '\uFFFD';

  /** Some five million rows. One stray quote makes a whole file one field, so it must fit. */
  private static final long MOST_BYTES = 256L << 20;

  private static final byte[] UTF_8 = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] UTF_16_LITTLE = {(byte) 0xFF, (byte) 0xFE};
  private static final byte[] UTF_16_BIG = {(byte) 0xFE, (byte) 0xFF};

  private TextFile() {}

  static BufferedReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a folder; a text file is needed");
    }
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new DataException(
            "%s: has %d bytes; a list of images and scores of at most %d was expected"
                .formatted(file, bytes, MOST_BYTES));
      }
      return decoded(file, new BufferedInputStream(Files.newInputStream(file)));
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new DataException(file + ": reading it is not allowed. Check its permissions", e);
    }
  }

  private static BufferedReader decoded(Path file, InputStream in) throws IOException {
    try {
      in.mark(UTF_8.length);
      byte[] start = in.readNBytes(UTF_8.length);
      in.reset();
      if (Arrays.equals(start, UTF_8)) {
        in.skipNBytes(UTF_8.length);
      } else if (startsWith(start, UTF_16_LITTLE) || startsWith(start, UTF_16_BIG)) {
        throw new DataException(file + ": is UTF-16 text. Save it as UTF-8 (in Excel: CSV UTF-8)");
      }
    } catch (IOException e) {
      in.close();
      throw e;
    }
    return new BufferedReader(
        new InputStreamReader(
            in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)));
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
