/** HEIC, AVIF and JPEG 2000 for {@code org.mneme.core}. */
module org.mneme.heif {
  requires org.bytedeco.ffmpeg;
  requires org.bytedeco.javacpp;
  requires static org.jspecify;
  requires org.mneme.core;

  provides org.mneme.image.PictureDecoder with
      org.mneme.heif.HeifDecoder;
}
