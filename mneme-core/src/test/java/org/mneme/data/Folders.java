package org.mneme.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Makes small data sets. */
final class Folders {
  private Folders() {}

  /** A picture of one colour; another colour is another file content. */
  static Path image(Path file, int colour) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 12; i++) {
      image.setRGB(i % 4, i / 4, colour);
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  static Path text(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, text);
  }

  /** {@code scores.csv} with this text, and {@code images/} with {@code a.png} to {@code e.png}. */
  static Path csv(Path folder, String text) throws IOException {
    for (String name : new String[] {"a", "b", "c", "d", "e"}) {
      image(folder.resolve("images/" + name + ".png"), name.charAt(0));
    }
    text(folder.resolve("scores.csv"), text);
    return folder;
  }

  /** Six images in LaMem's form, with split 1 and, other way round, split 2. */
  static Path lamem(Path folder) throws IOException {
    for (int i = 1; i <= 6; i++) {
      image(folder.resolve("images/0000000%d.jpg".formatted(i)), i);
    }
    text(
        folder.resolve("splits/train_1.txt"),
        "00000001.jpg 0.916667\n00000002.jpg 0.5\n00000003.jpg 0.25\n");
    text(folder.resolve("splits/val_1.txt"), "00000004.jpg 1.000000\n");
    text(folder.resolve("splits/test_1.txt"), "00000005.jpg 0.75\n00000006.jpg 0\n");
    text(
        folder.resolve("splits/train_2.txt"),
        "00000006.jpg 0\n00000005.jpg 0.75\n00000004.jpg 1.000000\n");
    text(folder.resolve("splits/val_2.txt"), "00000003.jpg 0.25\n");
    text(folder.resolve("splits/test_2.txt"), "00000002.jpg 0.5\n00000001.jpg 0.916667\n");
    return folder;
  }

  /** Three images in MemCat's form, with more columns than are used, as in the real file. */
  static Path memcat(Path folder) throws IOException {
    image(folder.resolve("animal/bear/bear_1.jpg"), 21);
    image(folder.resolve("animal/cat/cat_1.jpg"), 22);
    image(folder.resolve("food/cake/COCO_1.jpg"), 23);
    text(
        folder.resolve("memcat_image_data.csv"),
        """
        image_file,category,subcategory,n_hits,memorability_w_fa_correction,memorability_wo_fa_correction
        bear_1.jpg,animal,bear,80,0.7,0.8
        cat_1.jpg,animal,cat,81,0.61,0.71
        COCO_1.jpg,food,cake,82,0.52,0.62
        """);
    return folder;
  }
}
