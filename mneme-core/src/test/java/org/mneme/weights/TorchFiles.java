package org.mneme.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes whole weight files of given parts. */
final class TorchFiles {
  private TorchFiles() {}

  /** A zip checkpoint; storages by key. */
  static byte[] zip(byte[] pickle, Map<String, byte[]> storages, boolean deflated) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/data.pkl", pickle);
    entries.put("a/byteorder", "little".getBytes(StandardCharsets.UTF_8));
    storages.forEach((key, bytes) -> entries.put("a/data/" + key, bytes));
    return zipOf(entries, deflated);
  }

  static byte[] zipOf(Map<String, byte[]> entries, boolean deflated) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (var entry : entries.entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        if (!deflated) {
          CRC32 crc = new CRC32();
          crc.update(entry.getValue());
          header.setMethod(ZipEntry.STORED);
          header.setSize(entry.getValue().length);
          header.setCrc(crc.getValue());
        }
        zip.putNextEntry(header);
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** What a legacy file begins with: magic number, version, and the machine's properties. */
  static byte[] legacyHead() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new PickleWriter()
            .op(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
            .stop());
    out.writeBytes(new PickleWriter().number(1001).stop());
    out.writeBytes(new PickleWriter().ops("}").text("little_endian").op(0x88).ops("s").stop());
    return out.toByteArray();
  }

  /** A legacy checkpoint; storages by key, with the bytes of one value in {@code widths}. */
  static byte[] legacy(byte[] pickle, Map<String, byte[]> storages, Map<String, Integer> widths) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(legacyHead());
    out.writeBytes(pickle);
    out.writeBytes(keys(List.copyOf(storages.keySet())));
    storages.forEach(
        (key, bytes) -> {
          out.writeBytes(littleEndian(bytes.length / widths.getOrDefault(key, 1)));
          out.writeBytes(bytes);
        });
    return out.toByteArray();
  }

  /** The pickled list of storages. */
  static byte[] keys(List<String> keys) {
    PickleWriter list = new PickleWriter().ops("](");
    keys.forEach(list::text);
    return list.ops("e").stop();
  }

  static byte[] safetensors(String header, byte[] values) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(littleEndian(json.length));
    out.writeBytes(json);
    out.writeBytes(values);
    return out.toByteArray();
  }

  static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
