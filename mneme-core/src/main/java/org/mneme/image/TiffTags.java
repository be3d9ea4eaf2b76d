package org.mneme.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The tags of one directory of a TIFF structure: TIFF files, EXIF blocks and most camera raws are
 * such.
 *
 * <p>Read as Pillow 13 reads them: of two entries with one tag the first counts; entries of unknown
 * type and those with more data than the file has bytes are passed over; at data that lie outside
 * the file, reading stops and what came before stands.
 */
final class TiffTags {
  static final int SUB_DIRECTORIES = 330;

  private static final int BYTE = 1;
  private static final int TEXT = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int SIGNED_BYTE = 6;
  private static final int UNDEFINED = 7;
  private static final int SIGNED_SHORT = 8;
  private static final int SIGNED_LONG = 9;
  private static final int SIGNED_RATIONAL = 10;
  private static final int FLOAT = 11;
  private static final int DOUBLE = 12;
  private static final int DIRECTORY = 13;
  private static final int LONG_8 = 16;

  /** A directory in a directory in ... has an end, and so has a chain. */
  private static final int MOST_DIRECTORIES = 64;

  private record Entry(int type, int count, int at) {}

  private final byte[] file;
  private final ByteBuffer block;
  private final Map<Integer, Entry> entries = new HashMap<>();
  private long next;

  private TiffTags(byte[] file, ByteOrder order, long at) {
    this.file = file;
    this.block = ByteBuffer.wrap(file).order(order);
    try {
      read(at);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      next = 0; // it ends early: what was read stands
    }
  }

  /** The first directory of a block that begins with TIFF's header; empty without such a header. */
  static Optional<TiffTags> of(byte[] block) {
    if (block.length < 8) {
      return Optional.empty();
    }
    boolean little = block[0] == 'I' && block[1] == 'I';
    boolean big = block[0] == 'M' && block[1] == 'M';
    boolean version = block[2] + block[3] == 42 && (block[2] == 0 || block[3] == 0);
    if (!version || (!little && !big)) {
      return Optional.empty();
    }
    ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    long at = ByteBuffer.wrap(block).order(order).getInt(4) & 0xffff_ffffL;
    return Optional.of(new TiffTags(block, order, at));
  }

  private void read(long at) {
    ByteBuffer in = block.duplicate().order(block.order());
    in.position((int) Math.min(at, block.limit()));
    int count = in.getShort() & 0xffff;
    long total = 0;
    for (int i = 0; i < count; i++) {
      int tag = in.getShort() & 0xffff;
      int type = in.getShort() & 0xffff;
      long values = in.getInt() & 0xffff_ffffL;
      int place = in.position();
      long offset = in.getInt() & 0xffff_ffffL;
      long size = values * bytesOf(type);
      if (entries.containsKey(tag) || size == 0) {
        continue;
      }
      if (size > 4) {
        total += size;
        if (total > block.limit()) {
          continue;
        }
        if (offset + size > block.limit()) {
          return;
        }
        place = (int) offset;
      }
      entries.put(tag, new Entry(type, (int) values, place));
    }
    next = in.getInt() & 0xffff_ffffL;
  }

  private static int bytesOf(int type) {
    return switch (type) {
      case BYTE, TEXT, SIGNED_BYTE, UNDEFINED -> 1;
      case SHORT, SIGNED_SHORT -> 2;
      case LONG, SIGNED_LONG, FLOAT, DIRECTORY -> 4;
      case RATIONAL, SIGNED_RATIONAL, DOUBLE, LONG_8 -> 8;
      default -> 0;
    };
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** Whether a tag is stored as unsigned numbers of 16 bits. */
  boolean isShort(int tag) {
    Entry entry = entries.get(tag);
    return entry != null && entry.type == SHORT;
  }

  /** A tag's first value where it is a whole number; bytes and text are none, as in Pillow. */
  OptionalLong number(int tag) {
    Entry entry = entries.get(tag);
    return entry == null ? OptionalLong.empty() : number(entry, 0);
  }

  private OptionalLong number(Entry entry, int index) {
    int at = entry.at + index * bytesOf(entry.type);
    return switch (entry.type) {
      case SHORT -> OptionalLong.of(block.getShort(at) & 0xffff);
      case LONG, DIRECTORY -> OptionalLong.of(block.getInt(at) & 0xffff_ffffL);
      case SIGNED_BYTE -> OptionalLong.of(block.get(at));
      case SIGNED_SHORT -> OptionalLong.of(block.getShort(at));
      case SIGNED_LONG -> OptionalLong.of(block.getInt(at));
      case LONG_8 -> OptionalLong.of(block.getLong(at));
      case FLOAT -> whole(block.getFloat(at));
      case DOUBLE -> whole(block.getDouble(at));
      case RATIONAL ->
          whole((double) (block.getInt(at) & 0xffff_ffffL) / (block.getInt(at + 4) & 0xffff_ffffL));
      case SIGNED_RATIONAL -> whole((double) block.getInt(at) / block.getInt(at + 4));
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong whole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? OptionalLong.of((long) value)
        : OptionalLong.empty();
  }

  /** A tag's bytes as stored; none when it is absent. */
  byte[] bytes(int tag) {
    Entry entry = entries.get(tag);
    return entry == null
        ? new byte[0]
        : Arrays.copyOfRange(block.array(), entry.at, entry.at + entry.count * bytesOf(entry.type));
  }

  /** A tag's text up to its first zero byte; {@code ""} when it is absent. */
  String text(int tag) {
    String text = new String(bytes(tag), StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** This directory, those it names as its parts, theirs, and those that follow. */
  List<TiffTags> all() {
    List<TiffTags> found = new ArrayList<>();
    found.add(this);
    for (int i = 0; i < found.size(); i++) {
      TiffTags tags = found.get(i);
      Entry parts = tags.entries.get(SUB_DIRECTORIES);
      for (int part = 0; parts != null && part < parts.count; part++) {
        if (!add(found, number(parts, part).orElse(0))) {
          return found;
        }
      }
      if (!add(found, tags.next)) {
        return found;
      }
    }
    return found;
  }

  /** False when there are enough. */
  private boolean add(List<TiffTags> found, long at) {
    if (at > 0 && at < block.limit()) {
      found.add(new TiffTags(file, block.order(), at));
    }
    return found.size() < MOST_DIRECTORIES;
  }
}
