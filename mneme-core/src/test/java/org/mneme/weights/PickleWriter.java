package org.mneme.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles instruction by instruction, sound ones and others. */
final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Begins with the instruction that says protocol 2. */
  PickleWriter() {
    op(0x80, 2);
  }

  /** Instructions to be put into another pickle. */
  static PickleWriter part() {
    PickleWriter part = new PickleWriter();
    part.out.reset();
    return part;
  }

  PickleWriter raw(byte[] instructions) {
    out.writeBytes(instructions);
    return this;
  }

  PickleWriter op(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** The same instructions many times. */
  PickleWriter repeat(int times, int... bytes) {
    for (int i = 0; i < times; i++) {
      op(bytes);
    }
    return this;
  }

  PickleWriter ops(String instructions) {
    out.writeBytes(instructions.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ops("X").int4(utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  PickleWriter int4(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  /** A whole number of up to 8 bytes. */
  PickleWriter number(long value) {
    op(0x8a, 8);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  PickleWriter global(String module, String name) {
    return ops("c" + module + "\n" + name + "\n");
  }

  PickleWriter tuple(long... values) {
    ops("(");
    for (long value : values) {
      number(value);
    }
    return ops("t");
  }

  PickleWriter storage(String type, String key, long count) {
    ops("(").text("storage").global("torch", type + "Storage").text(key).text("cpu");
    return number(count).ops("tQ");
  }

  PickleWriter tensor(
      String type, String key, long count, long offset, long[] size, long[] stride) {
    global("torch._utils", "_rebuild_tensor_v2").ops("(").storage(type, key, count);
    number(offset).tuple(size).tuple(stride);
    return op(0x89).global("collections", "OrderedDict").ops(")RtR");
  }

  /** Ends the pickle. */
  byte[] stop() {
    return ops(".").bytes();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
