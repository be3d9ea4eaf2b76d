import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Makes small JPEGs of the pictures of a folder: {@code java Pictures.java FROM TO PIXELS}. */
final class Pictures {
  private Pictures() {}

  public static void main(String[] args) throws Exception {
    int pixels = Integer.parseInt(args[2]);
    Path to = Files.createDirectories(Path.of(args[1]));
    List<Path> from;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      from = files.sorted().toList();
    }
    for (Path picture : from) {
      BufferedImage large = ImageIO.read(picture.toFile());
      BufferedImage small = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = small.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(large, 0, 0, pixels, pixels, null);
      graphics.dispose();
      ImageIO.write(small, "jpg", new File(to.toFile(), picture.getFileName().toString()));
    }
  }
}
