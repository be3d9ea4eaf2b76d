package org.mneme.image;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;

/** TIFF: the first picture, through the JDK's reader; the tags decide what its samples mean. */
final class TiffFile {
  private static final int UNSIGNED = 1;
  private static final int TAG_XMP = 700;

  private final TIFFDirectory tags;

  private TiffFile(TIFFDirectory tags) {
    this.tags = tags;
  }

  static Rgb read(byte[] file, DecodeMode mode, ImageLimits limits) throws IOException {
    Optional<TiffTags> first = TiffTags.of(file);
    if (first.isPresent()) {
      checkBits(first.get());
      checkCompression(first.get());
    }
    ImageReader reader = Readers.jdk("tiff");
    try (ByteInput in = new ByteInput(file)) {
      reader.setInput(in, false, false);
      limits.admit(reader.getWidth(0), reader.getHeight(0));
      if (first.isPresent()
          && first.get().number(BaselineTIFFTagSet.TAG_IMAGE_WIDTH).orElse(0)
              != reader.getWidth(0)) {
        throw Unusable.damaged("the TIFF says two widths");
      }
      TiffFile tiff = new TiffFile(TIFFDirectory.createFromMetadata(reader.getImageMetadata(0)));
      tiff.checkEnoughData(file.length);
      Samples samples = tiff.samples(mode);
      Raster raster;
      if (tiff.differenced16()) {
        reader.setInput(new ByteInput(withoutPredictor(file)), false, false);
        WritableRaster differences = reader.read(0).getRaster();
        addUp(differences, reader.getTileWidth(0));
        raster = differences;
      } else {
        raster = reader.read(0).getRaster();
      }
      Rgb stored = samples.toRgb(raster, mode);
      // It is turned in both modes: TIFF is the one format that Pillow, too, turns.
      byte[] xmp = first.map(tags -> tags.bytes(TAG_XMP)).orElse(new byte[0]);
      return Orientation.apply(Orientation.of(file, xmp), stored);
    } finally {
      reader.dispose();
    }
  }

  /** The JDK's reader would take 32-bit numbers for 0, and give a black picture. */
  private static void checkBits(TiffTags tags) throws Unusable {
    if (tags.has(BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE)
        && !tags.isShort(BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE)) {
      throw Unusable.unsupported("TIFF whose bits a sample are no 16-bit numbers");
    }
  }

  private static void checkCompression(TiffTags tags) throws Unusable {
    int method =
        (int)
            tags.number(BaselineTIFFTagSet.TAG_COMPRESSION)
                .orElse(BaselineTIFFTagSet.COMPRESSION_NONE);
    String name =
        switch (method) {
          case BaselineTIFFTagSet.COMPRESSION_NONE,
              BaselineTIFFTagSet.COMPRESSION_CCITT_RLE,
              BaselineTIFFTagSet.COMPRESSION_CCITT_T_4,
              BaselineTIFFTagSet.COMPRESSION_CCITT_T_6,
              BaselineTIFFTagSet.COMPRESSION_LZW,
              BaselineTIFFTagSet.COMPRESSION_OLD_JPEG,
              BaselineTIFFTagSet.COMPRESSION_JPEG,
              BaselineTIFFTagSet.COMPRESSION_ZLIB,
              BaselineTIFFTagSet.COMPRESSION_PACKBITS,
              BaselineTIFFTagSet.COMPRESSION_DEFLATE ->
              "";
          case 9, 10, 34661 -> "JBIG";
          case 33003, 33004, 33005, 34712 -> "JPEG 2000";
          case 34676, 34677 -> "LogLuv";
          case 34887 -> "LERC";
          case 34925 -> "LZMA";
          case 50000 -> "Zstandard";
          case 50001 -> "WebP";
          case 50002, 52546 -> "JPEG XL";
          default -> "method " + method;
        };
    if (!name.isEmpty()) {
      throw new Unusable(
          "TIFF compressed with %s cannot be read".formatted(name),
          "save it with LZW or Deflate, or convert it to PNG");
    }
  }

  private Samples samples(DecodeMode mode) throws Unusable {
    int photometric = tag(BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION, 0);
    int bits = tag(BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE, 1);
    int bands = tag(BaselineTIFFTagSet.TAG_SAMPLES_PER_PIXEL, 1);
    int format = tag(BaselineTIFFTagSet.TAG_SAMPLE_FORMAT, UNSIGNED);
    boolean whole = bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
    if (!whole || format != UNSIGNED) {
      throw Unusable.unsupported("TIFF with %d bits a sample, format %d".formatted(bits, format));
    }
    int colours;
    Samples samples;
    switch (photometric) {
      case BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_WHITE_IS_ZERO,
          BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_BLACK_IS_ZERO -> {
        colours = 1;
        samples = Samples.grey(bits);
        // The reader gives 0 as black; Pillow does not invert 16 bits.
        if (photometric == BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_WHITE_IS_ZERO
            && bits == 16
            && mode == DecodeMode.PILLOW) {
          samples = samples.inverted();
        }
      }
      // The reader gives Y, Cb, Cr as RGB.
      case BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_RGB,
          BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_Y_CB_CR -> {
        colours = 3;
        samples = Samples.rgb(bits);
      }
      case BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_PALETTE_COLOR -> {
        colours = 1;
        samples = Samples.palette(colours());
      }
      case BaselineTIFFTagSet.PHOTOMETRIC_INTERPRETATION_CMYK -> {
        colours = 4;
        samples = Samples.cmyk(bits);
      }
      default -> throw Unusable.unsupported("TIFF with photometric interpretation " + photometric);
    }
    int extra =
        tag(BaselineTIFFTagSet.TAG_EXTRA_SAMPLES, BaselineTIFFTagSet.EXTRA_SAMPLES_UNSPECIFIED);
    boolean alpha = bands > colours && extra != BaselineTIFFTagSet.EXTRA_SAMPLES_UNSPECIFIED;
    return alpha
        ? samples.withAlpha(bits, extra == BaselineTIFFTagSet.EXTRA_SAMPLES_ASSOCIATED_ALPHA)
        : samples;
  }

  /** The map holds all reds, then greens, then blues, of 16 bits each. */
  private int[] colours() throws Unusable {
    TIFFField map = tags.getTIFFField(BaselineTIFFTagSet.TAG_COLOR_MAP);
    if (map == null || map.getCount() < 3) {
      throw Unusable.damaged("the TIFF's palette is missing");
    }
    int size = map.getCount() / 3;
    int[] colours = new int[size];
    for (int i = 0; i < size; i++) {
      colours[i] =
          0xff000000
              | map.getAsInt(i) >> 8 << 16
              | map.getAsInt(size + i) >> 8 << 8
              | map.getAsInt(2 * size + i) >> 8;
    }
    return colours;
  }

  /** Stored as differences along a row, which the reader undoes for 8-bit samples only. */
  private boolean differenced16() {
    return tag(BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE, 1) == 16
        && tag(BaselineTIFFTagSet.TAG_PREDICTOR, 1)
            == BaselineTIFFTagSet.PREDICTOR_HORIZONTAL_DIFFERENCING;
  }

  private static byte[] withoutPredictor(byte[] file) {
    byte[] copy = file.clone();
    ByteBuffer in =
        ByteBuffer.wrap(copy)
            .order(copy[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = in.getInt(4);
    int entries = in.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((in.getShort(entry) & 0xffff) == BaselineTIFFTagSet.TAG_PREDICTOR) {
        in.putShort(entry + 8, (short) BaselineTIFFTagSet.PREDICTOR_NONE);
      }
    }
    return copy;
  }

  private static void addUp(WritableRaster raster, int tileWidth) {
    int bands = raster.getNumBands();
    int width = raster.getWidth();
    int[] row = new int[width * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 1; x < width; x++) {
        if (x % tileWidth != 0) {
          for (int band = x * bands; band < (x + 1) * bands; band++) {
            row[band] = (row[band] + row[band - bands]) & 0xffff;
          }
        }
      }
      raster.setPixels(0, y, width, 1, row);
    }
  }

  private void checkEnoughData(long fileBytes) throws Unusable {
    long pixels =
        (long) tag(BaselineTIFFTagSet.TAG_IMAGE_WIDTH, 1)
            * tag(BaselineTIFFTagSet.TAG_IMAGE_LENGTH, 1);
    long most =
        switch (tag(BaselineTIFFTagSet.TAG_COMPRESSION, 1)) {
          case BaselineTIFFTagSet.COMPRESSION_NONE -> 8;
          case BaselineTIFFTagSet.COMPRESSION_PACKBITS -> 64 * 8;
          case BaselineTIFFTagSet.COMPRESSION_LZW,
              BaselineTIFFTagSet.COMPRESSION_ZLIB,
              BaselineTIFFTagSet.COMPRESSION_DEFLATE ->
              2731 * 8; // LZW's best; deflate's is 1032
          default -> Long.MAX_VALUE / Integer.MAX_VALUE;
        };
    if (pixels / most > fileBytes) {
      throw Unusable.damaged("the TIFF is cut short");
    }
  }

  private int tag(int number, int ifAbsent) {
    TIFFField field = tags.getTIFFField(number);
    return field == null ? ifAbsent : field.getAsInt(0);
  }
}
