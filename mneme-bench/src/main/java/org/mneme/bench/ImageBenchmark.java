package org.mneme.bench;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One photograph from its file to a network's input, on one thread: a photograph of data/lnsim
 * enlarged and stored as JPEG of quality 90, chroma halved both ways.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ImageBenchmark {
  @Param({"1200x900", "4000x3000"})
  private String size = "";

  private Path folder = Path.of("");
  private Path file = Path.of("");
  private Rgb decoded = Rgb.copyOf(1, 1, new byte[3]);
  private final FloatBuffer planes =
      FloatBuffer.allocate(Planes.size(Preprocessing.RESMEM, Crops.CENTRE));

  @Setup
  public void makePhotograph() throws IOException {
    Path photograph =
        Path.of(System.getProperty("mneme.shared", "../shared"), "data/lnsim/images/0040.jpg");
    BufferedImage small = ImageIO.read(photograph.toFile());
    int cut = size.indexOf('x');
    int width = Integer.parseInt(size.substring(0, cut));
    int height = Integer.parseInt(size.substring(cut + 1));
    BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(small, 0, 0, width, height, null);
    graphics.dispose();
    folder = Files.createTempDirectory("mneme-bench");
    file = folder.resolve("photograph.jpg");
    write(large, file);
    decoded = decode();
  }

  @TearDown
  public void deletePhotograph() throws IOException {
    Files.delete(file);
    Files.delete(folder);
  }

  @Benchmark
  public Rgb decode() throws IOException {
    return ImageDecoder.decode(file, DecodeMode.NATURAL, ImageLimits.DEFAULT);
  }

  @Benchmark
  public Rgb resize() {
    return decoded.resizedTo(Preprocessing.RESMEM.width(), Preprocessing.RESMEM.height());
  }

  @Benchmark
  public FloatBuffer fileToPlanes() throws IOException {
    Planes.write(decode(), Preprocessing.RESMEM, Crops.CENTRE, planes.clear());
    return planes;
  }

  private static void write(BufferedImage image, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(.9f);
    try (OutputStream bytes = Files.newOutputStream(file);
        ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
  }
}
