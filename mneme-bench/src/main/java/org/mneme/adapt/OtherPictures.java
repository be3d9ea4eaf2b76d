package org.mneme.adapt;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import javax.imageio.ImageIO;

/** Pictures that are no photographs, made by code: drawings, screenshots, pages of text, noise. */
final class OtherPictures {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final List<String> WORDS =
      List.of(
          "memory",
          "of",
          "the",
          "picture",
          "a",
          "people",
          "remember",
          "was",
          "shown",
          "and",
          "in",
          "again",
          "which",
          "they",
          "had",
          "seen",
          "score",
          "file",
          "open",
          "edit",
          "view",
          "help");

  private final SplittableRandom random;

  private OtherPictures(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** So many of each kind, seeded, as files below a folder. */
  static Map<String, List<Path>> write(Path folder, int each) throws IOException {
    Map<String, BiConsumer<OtherPictures, BufferedImage>> kinds = new LinkedHashMap<>();
    kinds.put("drawings", OtherPictures::drawing);
    kinds.put("screenshots", OtherPictures::screenshot);
    kinds.put("text", OtherPictures::text);
    kinds.put("noise", OtherPictures::noise);
    Map<String, List<Path>> files = new LinkedHashMap<>();
    for (Map.Entry<String, BiConsumer<OtherPictures, BufferedImage>> kind : kinds.entrySet()) {
      List<Path> made = new ArrayList<>();
      Path place = Files.createDirectories(folder.resolve(kind.getKey()));
      for (int i = 0; i < each; i++) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        kind.getValue().accept(new OtherPictures(kind.getKey().hashCode() * 1000L + i), image);
        Path file = place.resolve(String.format(Locale.ROOT, "%02d.png", i));
        ImageIO.write(image, "png", file.toFile());
        made.add(file);
      }
      files.put(kind.getKey(), made);
    }
    return files;
  }

  private int below(int limit) {
    return random.nextInt(limit);
  }

  private Color colour() {
    return new Color(below(256), below(256), below(256));
  }

  private static Graphics2D on(BufferedImage image, Color ground) {
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setColor(ground);
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    return pen;
  }

  /** Outlines and flat colours: houses, trees and a sun as a child draws them, at random places. */
  private void drawing(BufferedImage image) {
    Graphics2D pen = on(image, below(2) == 0 ? Color.WHITE : new Color(245, 240, 220));
    pen.setStroke(new BasicStroke(2 + below(4)));
    for (int i = 0; i < 4 + below(6); i++) {
      int x = below(WIDTH - 120);
      int y = 100 + below(HEIGHT - 220);
      int size = 40 + below(80);
      int[] roofX = {x - 8, x + size / 2, x + size + 8};
      int[] roofY = {y, y - size / 2, y};
      pen.setColor(colour());
      if (below(2) == 0) {
        pen.fillRect(x, y, size, size);
        pen.setColor(colour());
        pen.fillPolygon(roofX, roofY, 3);
      } else {
        pen.fillOval(x, y - size / 2, size, size);
      }
      pen.setColor(Color.BLACK);
      pen.drawRect(x, y, size, size);
      pen.drawPolygon(roofX, roofY, 3);
      pen.drawLine(x + size / 2, y + size / 2, x + size / 2, y + size);
    }
    pen.drawOval(below(WIDTH - 60), 10, 50, 50);
    pen.dispose();
  }

  private String line(int words) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < words; i++) {
      line.append(WORDS.get(below(WORDS.size()))).append(' ');
    }
    return line.toString();
  }

  /** Windows with a title, a row of menus, buttons, a list and a table. */
  private void screenshot(BufferedImage image) {
    boolean dark = below(3) == 0;
    Color ink = dark ? new Color(220, 220, 220) : new Color(30, 30, 30);
    Graphics2D pen = on(image, dark ? new Color(40, 42, 46) : new Color(238, 238, 242));
    pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11 + below(3)));
    pen.setColor(colour());
    pen.fillRect(0, 0, WIDTH, 26);
    pen.setColor(Color.WHITE);
    pen.drawString(line(3), 10, 18);
    int side = 100 + below(80);
    pen.setColor(dark ? new Color(30, 32, 36) : Color.WHITE);
    pen.fillRect(side, 56, WIDTH - side, HEIGHT);
    pen.setColor(ink);
    pen.drawString(line(6), 10, 44);
    for (int y = 76; y < HEIGHT - 8; y += 18) {
      pen.drawString(line(1), 12, y);
      if (below(5) > 0) {
        pen.drawString(line(2 + below(7)), side + 12, y);
      }
    }
    for (int i = 0; i < 3; i++) {
      int x = side + 20 + below(WIDTH - side - 140);
      int y = 80 + below(HEIGHT - 140);
      pen.setColor(colour());
      pen.fillRoundRect(x, y, 90, 26, 6, 6);
      pen.setColor(Color.WHITE);
      pen.drawString(line(1), x + 14, y + 17);
    }
    pen.dispose();
  }

  /** A page of words in black on white, or nearly. */
  private void text(BufferedImage image) {
    Graphics2D pen = on(image, new Color(255, 255, 255 - below(20)));
    int size = 11 + below(12);
    List<String> fonts = List.of(Font.SERIF, Font.SANS_SERIF, Font.MONOSPACED);
    pen.setFont(new Font(fonts.get(below(3)), Font.PLAIN, size));
    pen.setColor(new Color(below(60), below(60), below(60)));
    for (int y = 40; y < HEIGHT - 20; y += size + 6) {
      if (below(7) > 0) {
        pen.drawString(line(4 + below(10)), 36, y);
      }
    }
    pen.dispose();
  }

  /** Grey or coloured, in squares of 1 to 8 pixels. */
  private void noise(BufferedImage image) {
    int grain = 1 << below(4);
    boolean grey = below(2) == 0;
    for (int y = 0; y < HEIGHT; y += grain) {
      for (int x = 0; x < WIDTH; x += grain) {
        int rgb = grey ? below(256) * 0x10101 : below(1 << 24);
        for (int p = 0; p < grain * grain; p++) {
          image.setRGB(x + p % grain, y + p / grain, rgb);
        }
      }
    }
  }
}
