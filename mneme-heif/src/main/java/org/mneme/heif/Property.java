package org.mneme.heif;

import org.mneme.image.Unusable;

/** What a HEIF file says about an item beside its data. */
sealed interface Property {

  /** Pixels of the picture before it is turned or cropped. */
  record Size(long width, long height) implements Property {}

  /** How to show the decoded picture; these are applied in their order. */
  sealed interface Transform extends Property permits Turn, Mirror, Crop {}

  /** A rotation by quarters, anticlockwise. */
  record Turn(int quarters) implements Transform {}

  /** Top and bottom exchanged, or left and right. */
  record Mirror(boolean leftRight) implements Transform {}

  /** Crops to these fractions of pixels: width, height, the centre's place from the picture's. */
  record Crop(Fraction width, Fraction height, Fraction right, Fraction down)
      implements Transform {}

  /** A numerator and a denominator that is not 0. */
  record Fraction(long over, long under) {
    public Fraction {
      if (under == 0) {
        throw new IllegalArgumentException("a fraction over 0");
      }
    }

    double value() {
      return (double) over / under;
    }
  }

  /** The colour space by the numbers of ISO/IEC 23091-2. */
  record Colour(int matrix, boolean fullRange) implements Property {
    /**
     * A matrix that follows from the primaries, of which those of Display P3 have no other number.
     */
    static final int OF_PRIMARIES = 12;

    /** The number of a matrix, or of the one that follows from these primaries. */
    static int matrix(int matrix, int primaries) {
      if (matrix != OF_PRIMARIES) {
        return matrix;
      }
      return switch (primaries) {
        case 5, 6, 7 -> 6;
        case 9 -> 9;
        case 11, 12 -> OF_PRIMARIES;
        default -> 1;
      };
    }
  }

  /** Decoder settings: the boxes hvcC or av1C. */
  record Setup(Bytes box) implements Property {
    @Override
    public Bytes box() {
      return box.rest();
    }
  }

  /** What an auxiliary picture is for, as a URN. */
  record Auxiliary(String urn) implements Property {
    boolean isAlpha() {
      return urn.equals("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha")
          || urn.equals("urn:mpeg:hevc:2015:auxid:1")
          || urn.equals("urn:mpeg:avc:2015:auxid:1");
    }
  }

  /** One that does not matter here, such as a colour profile. */
  record Other(int type) implements Property {}

  /** Reads a box of the list of properties, or of a film's picture description. */
  static Property of(Box box) throws Unusable {
    Bytes in = box.body().rest();
    return switch (Box.letters(box.type())) {
      case "ispe" -> {
        in.skip(4);
        yield new Size(in.u32(), in.u32());
      }
      case "irot" -> new Turn(in.u8() & 3);
      case "imir" -> new Mirror((in.u8() & 1) == 1);
      case "clap" ->
          new Crop(
              fraction(in, false), fraction(in, false), fraction(in, true), fraction(in, true));
      case "colr" -> {
        if (in.s32() != Box.type("nclx")) {
          yield new Other(box.type());
        }
        int primaries = in.u16();
        in.skip(2);
        yield new Colour(Colour.matrix(in.u16(), primaries), (in.u8() & 0x80) != 0);
      }
      case "hvcC", "av1C" -> new Setup(in);
      case "auxC" -> {
        in.skip(4);
        yield new Auxiliary(in.text());
      }
      default -> new Other(box.type());
    };
  }

  private static Fraction fraction(Bytes in, boolean signed) throws Unusable {
    long over = signed ? in.s32() : in.u32();
    long under = in.u32();
    if (under == 0) {
      throw Unusable.damaged("its crop is a fraction over 0");
    }
    return new Fraction(over, under);
  }
}
