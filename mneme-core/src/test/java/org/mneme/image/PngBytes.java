package org.mneme.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Writes PNG chunk by chunk, also such as no encoder would. */
final class PngBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Starts with the signature and a header. */
  PngBytes(int width, int height, int bits, int colourType) {
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk("IHDR", header.put((byte) bits).put((byte) colourType).array());
  }

  PngBytes chunk(String type, byte[] data) {
    byte[] typed =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 crc = new CRC32();
    crc.update(typed);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(typed);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    return this;
  }

  /** Rows, each with its filter byte 0 before it, and the end. */
  byte[] rows(byte[]... rows) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      for (byte[] row : rows) {
        deflater.write(0);
        deflater.write(row);
      }
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    return chunk("IDAT", packed.toByteArray()).chunk("IEND", new byte[0]).toBytes();
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
