package org.mneme.files;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text as people's programs write it: UTF-8 or UTF-16, with or without a byte order mark. Without
 * one, text whose first character takes two bytes, one of them zero, is UTF-16 (PowerShell's and
 * Excel's "Unicode text" begin with a mark, other programs' need not); all else is UTF-8.
 */
public final class TextInput {
  /** Stands in the place of bytes that are no text in the file's encoding. */
  public static final char DAMAGED = '\uFFFD';

  private TextInput() {}

  /** A reader behind the mark. It owns the stream, and closes it if this fails. */
  public static BufferedReader reader(InputStream stream) throws IOException {
    try {
      InputStream in = stream.markSupported() ? stream : new BufferedInputStream(stream);
      in.mark(4);
      byte[] start = in.readNBytes(3);
      in.reset();
      Charset charset = StandardCharsets.UTF_8;
      int mark = 0;
      if (begins(start, 0xEF, 0xBB, 0xBF)) {
        mark = 3;
      } else if (begins(start, 0xFF, 0xFE) || begins(start, 0xFE, 0xFF)) {
        charset = start[0] == (byte) 0xFF ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        mark = 2;
      } else if (start.length > 1 && start[0] != 0 && start[1] == 0) {
        charset = StandardCharsets.UTF_16LE;
      } else if (start.length > 1 && start[0] == 0 && start[1] != 0) {
        charset = StandardCharsets.UTF_16BE;
      }
      in.skipNBytes(mark);
      return new BufferedReader(
          new InputStreamReader(
              in,
              charset
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPLACE)
                  .onUnmappableCharacter(CodingErrorAction.REPLACE)));
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  private static boolean begins(byte[] bytes, int... with) {
    if (bytes.length < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if ((bytes[i] & 0xff) != with[i]) {
        return false;
      }
    }
    return true;
  }
}
