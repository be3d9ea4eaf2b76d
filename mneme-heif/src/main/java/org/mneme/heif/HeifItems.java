package org.mneme.heif;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.image.Unusable;

/**
 * The items of a HEIF file (its box "meta", ISO/IEC 14496-12, 8.11): what pictures and other things
 * it holds, where their bytes are, and how they refer to each other.
 */
final class HeifItems {
  private static final String DEPENDS = "dimg";
  private static final String THUMBNAIL = "thmb";
  private static final String AUXILIARY = "auxl";
  private static final String DESCRIBES = "cdsc";
  private static final String PREMULTIPLIED = "prem";

  private record Extent(int method, long offset, long length) {}

  private record Reference(String kind, long from, List<Long> to) {}

  private final byte[] file;
  private final Optional<Bytes> inlineData;
  private final Map<Long, String> types = new HashMap<>();
  private final Map<Long, List<Extent>> places = new HashMap<>();
  private final Map<Long, List<Integer>> associations = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();
  private final List<Box> properties;
  private final long primary;

  private HeifItems(byte[] file, List<Box> meta) throws Unusable {
    this.file = file;
    inlineData = Box.first(meta, "idat");
    readTypes(Box.only(meta, "iinf"));
    readPlaces(Box.only(meta, "iloc"));
    List<Box> described = Box.all(Box.only(meta, "iprp"));
    properties = Box.all(Box.only(described, "ipco"));
    for (Box box : described) {
      if (box.type() == Box.type("ipma")) {
        readAssociations(box.body().rest());
      }
    }
    Optional<Bytes> refers = Box.first(meta, "iref");
    if (refers.isPresent()) {
      readReferences(refers.get());
    }
    Bytes pitm = Box.only(meta, "pitm");
    primary = pitm.number(versionOf(pitm) == 0 ? 2 : 4);
  }

  /** Those of a file whose box "meta" this is. */
  static HeifItems of(byte[] file, Bytes meta) throws Unusable {
    meta.skip(4);
    return new HeifItems(file, Box.all(meta));
  }

  /**
   * The picture that the file shows. A primary item that is but a thumbnail of another picture
   * stands for that one, as for libheif.
   */
  long shown() throws Unusable {
    typeOf(primary);
    for (Reference reference : references) {
      if (reference.kind().equals(THUMBNAIL)
          && reference.from() == primary
          && !reference.to().isEmpty()
          && types.containsKey(reference.to().get(0))) {
        return reference.to().get(0);
      }
    }
    return primary;
  }

  String typeOf(long item) throws Unusable {
    String type = types.get(item);
    if (type == null) {
      throw Unusable.damaged("it has no item %d, though it refers to it".formatted(item));
    }
    return type;
  }

  /** The items that a picture is made of, in their order. */
  List<Long> partsOf(long item) {
    List<Long> parts = new ArrayList<>();
    for (Reference reference : references) {
      if (reference.from() == item && reference.kind().equals(DEPENDS)) {
        parts.addAll(reference.to());
      }
    }
    return parts;
  }

  /** The item with a picture's transparency. */
  Optional<Long> alphaOf(long item) throws Unusable {
    for (Reference reference : references) {
      if (reference.kind().equals(AUXILIARY)
          && reference.to().contains(item)
          && types.containsKey(reference.from())) {
        for (Property property : propertiesOf(reference.from())) {
          if (property instanceof Property.Auxiliary auxiliary && auxiliary.isAlpha()) {
            return Optional.of(reference.from());
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a picture's colours are already multiplied by its transparency. */
  boolean isPremultiplied(long item) {
    return references.stream().anyMatch(r -> r.kind().equals(PREMULTIPLIED) && r.from() == item);
  }

  /**
   * A picture's EXIF block, from its TIFF header on; empty where there is none that can be read.
   */
  byte[] exifOf(long item) {
    for (Reference reference : references) {
      if (reference.kind().equals(DESCRIBES)
          && reference.to().contains(item)
          && "Exif".equals(types.get(reference.from()))) {
        try {
          Bytes in = dataOf(reference.from());
          in.skip(in.u32());
          return in.toArray();
        } catch (Unusable e) {
          return new byte[0]; // as in the other formats, its picture counts without it
        }
      }
    }
    return new byte[0];
  }

  /** The properties in the order in which they are to be applied. */
  List<Property> propertiesOf(long item) throws Unusable {
    List<Property> found = new ArrayList<>();
    for (int place : associations.getOrDefault(item, List.of())) {
      if (place < 1 || place > properties.size()) {
        throw Unusable.damaged("it has no property %d, though it refers to it".formatted(place));
      }
      found.add(Property.of(properties.get(place - 1)));
    }
    return found;
  }

  /** An item's bytes, put together where the file has them in pieces. */
  Bytes dataOf(long item) throws Unusable {
    List<Extent> extents = places.getOrDefault(item, List.of());
    if (extents.isEmpty()) {
      throw Unusable.damaged("it does not say where the data of item %d are".formatted(item));
    }
    List<Bytes> pieces = new ArrayList<>();
    long total = 0;
    for (Extent extent : extents) {
      Bytes in = source(extent);
      in.skip(extent.offset());
      Bytes piece = in.part(extent.length() == 0 ? in.left() : extent.length());
      pieces.add(piece);
      total += piece.left();
    }
    if (pieces.size() == 1) {
      return pieces.get(0);
    }
    if (total > file.length) { // pieces that overlap could ask for any amount
      throw Unusable.damaged("item %d is larger than the file".formatted(item));
    }
    byte[] together = new byte[(int) total];
    int at = 0;
    for (Bytes piece : pieces) {
      piece.copyTo(together, at);
      at += piece.left();
    }
    return Bytes.of(together);
  }

  private Bytes source(Extent extent) throws Unusable {
    return switch (extent.method()) {
      case 0 -> Bytes.of(file);
      case 1 ->
          inlineData
              .map(Bytes::rest)
              .orElseThrow(() -> Unusable.damaged("its box 'idat' is missing"));
      default -> throw Unusable.unsupported("HEIF with items inside of others");
    };
  }

  private void readTypes(Bytes in) throws Unusable {
    in.skip(versionOf(in) == 0 ? 2 : 4);
    for (Box box : Box.all(in)) {
      if (box.type() != Box.type("infe")) {
        continue;
      }
      Bytes entry = box.body();
      int version = versionOf(entry);
      if (version == 2 || version == 3) {
        long item = entry.number(version == 2 ? 2 : 4);
        entry.skip(2);
        types.put(item, Box.letters(entry.s32()));
      }
    }
  }

  private void readPlaces(Bytes in) throws Unusable {
    int version = versionOf(in);
    int sizes = in.u16();
    int offsetSize = sizes >> 12;
    int lengthSize = sizes >> 8 & 0xf;
    int baseSize = sizes >> 4 & 0xf;
    int indexSize = version == 0 ? 0 : sizes & 0xf;
    if (offsetSize + lengthSize == 0) {
      throw Unusable.damaged("its table of places has no offsets");
    }
    long count = in.number(version < 2 ? 2 : 4);
    for (long i = 0; i < count; i++) {
      long item = in.number(version < 2 ? 2 : 4);
      int method = version == 0 ? 0 : in.u16() & 0xf;
      in.skip(2);
      long base = in.number(baseSize);
      List<Extent> extents = new ArrayList<>();
      for (int n = in.u16(); n > 0; n--) {
        in.skip(indexSize);
        long offset = in.number(offsetSize);
        extents.add(new Extent(method, base + offset, in.number(lengthSize)));
      }
      places.put(item, extents);
    }
  }

  private void readAssociations(Bytes in) throws Unusable {
    long header = in.u32();
    boolean wide = (header & 1) != 0;
    long count = in.u32();
    for (long i = 0; i < count; i++) {
      long item = in.number(header >> 24 == 0 ? 2 : 4);
      List<Integer> found = new ArrayList<>();
      for (int n = in.u8(); n > 0; n--) {
        int place = wide ? in.u16() & 0x7fff : in.u8() & 0x7f;
        if (place > 0) {
          found.add(place);
        }
      }
      associations.put(item, found);
    }
  }

  private void readReferences(Bytes in) throws Unusable {
    int size = versionOf(in) == 0 ? 2 : 4;
    for (Box box : Box.all(in)) {
      Bytes body = box.body();
      long from = body.number(size);
      List<Long> to = new ArrayList<>();
      for (int n = body.u16(); n > 0; n--) {
        to.add(body.number(size));
      }
      references.add(new Reference(Box.letters(box.type()), from, to));
    }
  }

  /** Reads past a version and flags. */
  private static int versionOf(Bytes in) throws Unusable {
    int version = in.u8();
    in.skip(3);
    return version;
  }
}
