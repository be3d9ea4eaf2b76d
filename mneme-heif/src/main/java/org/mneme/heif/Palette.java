package org.mneme.heif;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.image.Unusable;

/**
 * The colours of a JP2 file whose picture holds only places in a list (the boxes pclr and cmap,
 * ISO/IEC 15444-1, I.5.3.4 and I.5.3.5).
 *
 * @param columns for each channel its value at each place, 8 bits
 */
record Palette(List<byte[]> columns) {
  private static final int MOST_COLOURS = 1024;

  static Optional<Palette> in(List<Box> header) throws Unusable {
    Optional<Bytes> found = Box.first(header, "pclr");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Bytes in = found.get();
    int colours = in.u16();
    int count = in.u8();
    if (colours < 1 || colours > MOST_COLOURS || count < 1) {
      throw Unusable.damaged("its palette has %d colours of %d channels".formatted(colours, count));
    }
    int[] bits = new int[count];
    byte[][] columns = new byte[count][colours];
    for (int i = 0; i < count; i++) {
      bits[i] = (in.u8() & 0x7f) + 1;
    }
    for (int place = 0; place < colours; place++) {
      for (int i = 0; i < count; i++) {
        long value = in.number(bits[i] > 8 ? 2 : 1);
        columns[i][place] = (byte) (value * 255 / ((1L << bits[i]) - 1));
      }
    }
    return Optional.of(new Palette(ordered(columns, Box.first(header, "cmap"))));
  }

  /**
   * For each channel, the entry of cmap: a component, 1 for a column of the palette, its number.
   */
  private static List<byte[]> ordered(byte[][] columns, Optional<Bytes> map) throws Unusable {
    if (map.isEmpty()) {
      return List.of(columns);
    }
    byte[][] ordered = new byte[map.get().left() / 4][];
    for (int i = 0; i < ordered.length; i++) {
      int component = map.get().u16();
      int kind = map.get().u8();
      int column = map.get().u8();
      if (component != 0 || kind != 1 || column >= columns.length) {
        throw Unusable.unsupported("JPEG 2000 with a palette beside other channels");
      }
      ordered[i] = columns[column];
    }
    return List.of(ordered);
  }

  /** The colours of a picture of places; places beyond the list are its last colour. */
  Frame apply(Frame places) throws Unusable {
    Channel stored = places.channels().get(0);
    if (places.channels().size() != 1 || columns.isEmpty() || columns.size() > 4) {
      throw Unusable.unsupported(
          "JPEG 2000 with a palette of %d channels".formatted(columns.size()));
    }
    List<Channel> channels = new ArrayList<>();
    for (byte[] column : columns) {
      channels.add(stored.to8Bits(place -> column[Math.min(place, column.length - 1)]));
    }
    return places.with(channels.size() < 3 ? Frame.Kind.GREY : Frame.Kind.RGB, channels);
  }
}
