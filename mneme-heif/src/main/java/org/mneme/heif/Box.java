package org.mneme.heif;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.image.Unusable;

/**
 * A box of ISO/IEC 14496-12, of which HEIF, AVIF and JP2 files are made: its type and what is in
 * it.
 */
record Box(int type, Bytes body) {
  private static final int MOST = 1 << 16;

  /** The four letters of a type as a number. */
  static int type(String letters) {
    return letters.charAt(0) << 24
        | letters.charAt(1) << 16
        | letters.charAt(2) << 8
        | letters.charAt(3);
  }

  /** A type as its four letters, those that cannot be shown as dots. */
  static String letters(int type) {
    StringBuilder letters = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      int letter = type >> shift & 0xff;
      letters.append(letter < ' ' || letter > '~' ? '.' : (char) letter);
    }
    return letters.toString();
  }

  /** The boxes that fill a part. A last one may be cut short: whoever reads into it will notice. */
  static List<Box> all(Bytes in) throws Unusable {
    List<Box> boxes = new ArrayList<>();
    while (in.left() >= 8) {
      if (boxes.size() == MOST) {
        throw Unusable.damaged("it has more than %d boxes".formatted(MOST));
      }
      long length = in.u32();
      int type = in.s32();
      int header = 8;
      if (length == 1) {
        length = in.u64();
        header = 16;
      } else if (length == 0) {
        length = header + (long) in.left();
      }
      if (length < header) {
        throw Unusable.damaged("the length of its box '%s' is wrong".formatted(letters(type)));
      }
      boxes.add(new Box(type, in.part(Math.min(length - header, in.left()))));
    }
    return boxes;
  }

  static Optional<Bytes> first(List<Box> boxes, String letters) {
    int type = type(letters);
    return boxes.stream().filter(b -> b.type == type).findFirst().map(b -> b.body.rest());
  }

  static Bytes only(List<Box> boxes, String letters) throws Unusable {
    return first(boxes, letters)
        .orElseThrow(() -> Unusable.damaged("its box '%s' is missing".formatted(letters)));
  }
}
