package org.mneme.heif;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_OUTPUT_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_ALPHA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BITSTREAM;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_FLOAT;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_HWACCEL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_PAL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_XYZ;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVComponentDescriptor;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.BytePointer;
import org.mneme.image.Unusable;

/**
 * One of FFmpeg's decoders, for pictures that each stand alone; the only importer of its classes.
 *
 * <p>FFmpeg sees neither the file nor its container: only what a picture's coding needs, one
 * picture at a time. It runs in the calling thread. What it says goes nowhere. For one thread;
 * {@link #close} frees all of its memory.
 */
final class Codec implements AutoCloseable {
  /** The three that are used, of the hundreds that FFmpeg has. */
  enum Coding {
    HEVC("hevc", "HEVC"),
    AV1("libaom-av1", "AV1"),
    JPEG_2000("jpeg2000", "JPEG 2000");

    private final String decoder;
    private final String label;

    Coding(String decoder, String label) {
      this.decoder = decoder;
      this.label = label;
    }

    /** The name that people use. */
    String label() {
      return label;
    }
  }

  private static final long MARGIN = 1 << 16;
  private static final int OUT_OF_MEMORY = -12;
  private static final long UNREADABLE =
      AV_PIX_FMT_FLAG_BE
          | AV_PIX_FMT_FLAG_PAL
          | AV_PIX_FMT_FLAG_BITSTREAM
          | AV_PIX_FMT_FLAG_HWACCEL
          | AV_PIX_FMT_FLAG_FLOAT
          | AV_PIX_FMT_FLAG_XYZ;

  private final Coding coding;
  private final long pixels;
  private final AVCodecContext context;
  private final AVPacket packet;
  private final AVFrame frame;

  /**
   * @param pixels of the pictures to come, as a header states them. A decoder, whose blocks may
   *     reach beyond a picture, may take memory for twice as many and a few more; a picture that
   *     asks for yet more is refused.
   */
  Codec(Coding coding, long pixels) throws Unusable {
    this.coding = coding;
    this.pixels = pixels;
    AVCodec codec = find(coding);
    context = avcodec_alloc_context3(codec);
    packet = av_packet_alloc();
    frame = av_frame_alloc();
    context.thread_count(1);
    context.max_pixels(2 * pixels + MARGIN);
    context.err_recognition(AV_EF_EXPLODE); // a picture with a hole is no picture
    context.flags(context.flags() & ~AV_CODEC_FLAG_OUTPUT_CORRUPT);
    int opened = avcodec_open2(context, codec, (AVDictionary) null);
    if (opened < 0) {
      close();
      throw failed(opened);
    }
  }

  private static AVCodec find(Coding coding) throws Unusable {
    try {
      av_log_set_level(AV_LOG_QUIET);
      AVCodec codec = avcodec_find_decoder_by_name(coding.decoder);
      if (codec != null) {
        return codec;
      }
      throw Unusable.unsupported(coding.label + " on this machine");
    } catch (LinkageError e) {
      throw new Unusable(
          "%s cannot be read, as FFmpeg's library does not load on this machine (%s)"
              .formatted(
                  coding.label, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          "convert it to JPEG or PNG",
          e);
    }
  }

  /** Whether this is what the constructor would make of these. */
  boolean isFor(Coding otherCoding, long otherPixels) {
    return coding == otherCoding && pixels == otherPixels;
  }

  /** Decodes the first picture of these data. */
  Frame decode(byte[] data) throws Unusable {
    int done = av_new_packet(packet, data.length);
    if (done < 0) {
      throw failed(done);
    }
    try {
      packet.data().put(data, 0, data.length);
      done = avcodec_send_packet(context, packet);
      if (done < 0) {
        throw failed(done);
      }
      avcodec_send_packet(context, null); // nothing follows: give what there is
      done = avcodec_receive_frame(context, frame);
      if (done < 0) {
        throw failed(done);
      }
      return copy();
    } finally {
      av_frame_unref(frame);
      av_packet_unref(packet);
      avcodec_flush_buffers(context);
    }
  }

  private Frame copy() throws Unusable {
    AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
    if (format == null || (format.flags() & UNREADABLE) != 0) {
      throw Unusable.unsupported(
          "%s with samples of this kind (%d)".formatted(coding.label, frame.format()));
    }
    boolean rgb = (format.flags() & AV_PIX_FMT_FLAG_RGB) != 0;
    boolean alpha = (format.flags() & AV_PIX_FMT_FLAG_ALPHA) != 0;
    int count = format.nb_components();
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean chroma = !rgb && (i == 1 || i == 2) && count > 2;
      channels.add(
          channel(
              format.comp().getPointer(i),
              chroma ? format.log2_chroma_w() : 0,
              chroma ? format.log2_chroma_h() : 0));
    }
    Frame.Kind kind =
        rgb ? Frame.Kind.RGB : count - (alpha ? 1 : 0) == 1 ? Frame.Kind.GREY : Frame.Kind.YCBCR;
    return new Frame(
        frame.width(),
        frame.height(),
        kind,
        channels,
        Property.Colour.matrix(frame.colorspace(), frame.color_primaries()),
        frame.color_range() == AVCOL_RANGE_JPEG,
        coding == Coding.HEVC ? Frame.Way.LIBHEIF : Frame.Way.LIBAVIF);
  }

  private Channel channel(AVComponentDescriptor component, int shiftX, int shiftY) {
    int width = -(-frame.width() >> shiftX);
    int height = -(-frame.height() >> shiftY);
    int step = component.step();
    int bits = component.depth();
    int stride = frame.linesize(component.plane());
    BytePointer plane = frame.data(component.plane());
    plane.capacity((long) stride * height);
    byte[] row = new byte[width * step];
    byte[] bytes = new byte[bits == 8 ? width * height : 0];
    short[] words = new short[bits == 8 ? 0 : width * height];
    for (int y = 0, to = 0; y < height; y++) {
      plane.position((long) y * stride);
      if (step == 1 && bits == 8) {
        plane.get(bytes, to, width);
        to += width;
        continue;
      }
      plane.get(row, 0, row.length);
      for (int from = component.offset(); from < row.length; from += step, to++) {
        if (bits == 8) {
          bytes[to] = row[from];
        } else {
          int sample = (row[from] & 0xff) | (row[from + 1] & 0xff) << 8;
          words[to] = (short) (sample >> component.shift());
        }
      }
    }
    return bits == 8
        ? Channel.of(width, shiftX, shiftY, bytes)
        : Channel.of(width, shiftX, shiftY, bits, words);
  }

  private Unusable failed(int code) {
    if (code == OUT_OF_MEMORY) {
      return new Unusable("too large for this machine's memory", "make it smaller");
    }
    return Unusable.damaged("its %s data cannot be decoded".formatted(coding.label));
  }

  @Override
  public void close() {
    av_frame_free(frame);
    av_packet_free(packet);
    avcodec_free_context(context);
  }
}
