package org.mneme.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A process that adds scores to a cache: its folder, and the first digit of the images' hashes. */
final class AddScores {
  static final int COUNT = 200;

  private AddScores() {}

  public static void main(String[] arguments) throws IOException {
    ScoreCache cache = new ScoreCache(Path.of(arguments[0]), "model 1");
    for (String image : images(arguments[1])) {
      cache.add(image, .5f);
    }
  }

  static List<String> images(String first) {
    return IntStream.range(0, COUNT).mapToObj(i -> first + "%063x".formatted(i)).toList();
  }
}
