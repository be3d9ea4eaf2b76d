package org.mneme.heif;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.image.Orientation;
import org.mneme.image.Unusable;

/**
 * The first picture of an image sequence that has no still picture beside it: the first sample of
 * its first track of pictures (the box "moov", ISO/IEC 14496-12, 8.2 to 8.8).
 *
 * @param orientation as EXIF numbers it, from the track's matrix
 */
record Track(Coded first, int orientation) {
  private static final int BEFORE_BOXES = 78;
  private static final int ONE = 1 << 16;

  static Track in(byte[] file, Bytes moov) throws Unusable {
    int track = Box.type("trak");
    for (Box box : Box.all(moov)) {
      if (box.type() == track) {
        List<Box> boxes = Box.all(box.body());
        List<Box> media = Box.all(Box.only(boxes, "mdia"));
        Bytes handler = Box.only(media, "hdlr");
        handler.skip(8);
        String kind = Box.letters(handler.s32());
        if (kind.equals("pict") || kind.equals("vide")) {
          List<Box> table = Box.all(Box.only(Box.all(Box.only(media, "minf")), "stbl"));
          return new Track(first(file, table), orientation(Box.only(boxes, "tkhd")));
        }
      }
    }
    throw Unusable.damaged("it holds no picture");
  }

  private static Coded first(byte[] file, List<Box> table) throws Unusable {
    Bytes descriptions = Box.only(table, "stsd");
    descriptions.skip(8);
    List<Box> entries = Box.all(descriptions);
    if (entries.isEmpty()) {
      throw Unusable.damaged("its sequence of pictures is not described");
    }
    Box entry = entries.get(0);
    String type = Box.letters(entry.type());
    if (!Coded.isType(type)) {
      throw Unusable.unsupported("HEIF with pictures of type '%s'".formatted(type));
    }
    Bytes description = entry.body();
    description.skip(24);
    List<Property> properties = new ArrayList<>();
    properties.add(new Property.Size(description.u16(), description.u16()));
    description.skip(BEFORE_BOXES - 28);
    for (Box box : Box.all(description)) {
      properties.add(Property.of(box));
    }
    Bytes data = Bytes.of(file);
    data.skip(offset(table));
    return Coded.of(type, properties, data.part(length(Box.only(table, "stsz"))));
  }

  private static long offset(List<Box> table) throws Unusable {
    Optional<Bytes> chunks = Box.first(table, "stco");
    Bytes in = chunks.isPresent() ? chunks.get() : Box.only(table, "co64");
    in.skip(8);
    return in.number(chunks.isPresent() ? 4 : 8);
  }

  private static long length(Bytes sizes) throws Unusable {
    sizes.skip(4);
    long ofAll = sizes.u32();
    sizes.skip(4);
    return ofAll > 0 ? ofAll : sizes.u32();
  }

  private static int orientation(Bytes header) throws Unusable {
    header.skip(header.rest().u8() == 1 ? 52 : 40);
    int acrossX = header.s32();
    int acrossY = header.s32();
    header.skip(4);
    int downX = header.s32();
    int downY = header.s32();
    if (acrossY == 0 && downX == 0) {
      return acrossX == -ONE ? (downY == -ONE ? 3 : 2) : downY == -ONE ? 4 : Orientation.UPRIGHT;
    }
    if (acrossX == 0 && downY == 0) {
      return acrossY == ONE ? (downX == -ONE ? 6 : 5) : downX == -ONE ? 7 : 8;
    }
    return Orientation.UPRIGHT;
  }
}
