package org.mneme.heif;

import java.io.ByteArrayOutputStream;
import org.mneme.image.Unusable;

/**
 * HEVC as HEIF holds it (ISO/IEC 14496-15), made into a stream with one picture: start codes,
 * parameter sets, and the parts of the first picture. What else a file carries there, such as
 * messages beside the picture, its decoder never sees.
 */
final class Hevc {
  private static final int VIDEO_PARAMETERS = 32;
  private static final int PICTURE_PARAMETERS = 34;
  private static final int LAST_SLICE = 21;

  /** The size of a picture at the highest level: ITU-T H.265, table A.8. */
  private static final int MOST_SLICES = 600;

  private Hevc() {}

  /**
   * @param setup the box hvcC
   * @param data parts of a picture, each after its length
   */
  static byte[] stream(Bytes setup, Bytes data) throws Unusable {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.left() + 512);
    setup.skip(21);
    int lengthBytes = 1 + (setup.u8() & 3);
    if (lengthBytes == 3) {
      throw Unusable.damaged("its HEVC settings are wrong");
    }
    for (int arrays = setup.u8(); arrays > 0; arrays--) {
      setup.skip(1);
      for (int units = setup.u16(); units > 0; units--) {
        Bytes unit = setup.part(setup.u16());
        if (isParameters(unit)) {
          write(unit, out);
        }
      }
    }
    int slices = 0;
    while (data.left() > 0) {
      Bytes unit = data.part(data.number(lengthBytes));
      if (isParameters(unit)) {
        write(unit, out);
      } else if (isSlice(unit)) {
        if (slices > 0 && isFirstOfPicture(unit)) {
          break;
        }
        if (++slices > MOST_SLICES) {
          throw Unusable.damaged("its picture is in more than %d slices".formatted(MOST_SLICES));
        }
        write(unit, out);
      }
    }
    if (slices == 0) {
      throw Unusable.damaged("there is no picture in its HEVC data");
    }
    return out.toByteArray();
  }

  private static boolean isParameters(Bytes unit) throws Unusable {
    int type = typeOf(unit);
    return type >= VIDEO_PARAMETERS && type <= PICTURE_PARAMETERS;
  }

  private static boolean isSlice(Bytes unit) throws Unusable {
    int type = typeOf(unit);
    return type >= 0 && type <= LAST_SLICE;
  }

  /**
   * Below 0 for a unit that is too short, or of a layer beside the first, as in stereo pictures.
   */
  private static int typeOf(Bytes unit) throws Unusable {
    if (unit.left() < 3) {
      return -1;
    }
    int header = unit.rest().u16();
    return (header >> 3 & 0x3f) == 0 ? header >> 9 & 0x3f : -1;
  }

  private static boolean isFirstOfPicture(Bytes unit) throws Unusable {
    Bytes in = unit.rest();
    in.skip(2);
    return (in.u8() & 0x80) != 0;
  }

  private static void write(Bytes unit, ByteArrayOutputStream out) {
    out.write(0);
    out.write(0);
    out.write(1);
    out.writeBytes(unit.toArray());
  }
}
