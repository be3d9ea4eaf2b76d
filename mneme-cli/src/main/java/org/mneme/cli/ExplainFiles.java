package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mneme.explain.CropRanking;
import org.mneme.explain.Explanation;
import org.mneme.explain.ScoreMap;
import org.mneme.files.WholeFile;
import org.mneme.image.Rgb;
import org.mneme.report.About;
import org.mneme.report.ExplanationIndex;
import org.mneme.report.ExplanationJson;
import org.mneme.report.ExplanationPage;
import org.mneme.report.MapFiles;

/** The files of explained pictures in one folder, each of which appears whole. For one thread. */
final class ExplainFiles {
  private static final String INDEX = "index.html";

  private final Path folder;
  private final About about;
  private final ExplainCommand.MapFormat format;
  private final ExplanationIndex index = new ExplanationIndex();
  private final Set<String> taken = new HashSet<>(Set.of("index"));

  ExplainFiles(Path folder, About about, ExplainCommand.MapFormat format) {
    this.folder = folder;
    this.about = about;
    this.format = format;
  }

  /** How many pictures were written. */
  int count() {
    return index.size();
  }

  /** Writes a picture's files and says in one line what they show. */
  String write(Path picture, Explanation found, Rgb decoded, Optional<CropRanking> crops)
      throws IOException {
    String name = unique(picture);
    for (Explanation.Drawn drawn : found.maps()) {
      ScoreMap map = drawn.map();
      String base = name + "-" + drawn.method().name();
      WholeFile.write(
          folder.resolve(base + ".png"), out -> MapFiles.writeOverlay(found, map, decoded, out));
      if (format == ExplainCommand.MapFormat.NPY) {
        WholeFile.write(folder.resolve(base + ".npy"), out -> MapFiles.writeNpy(map, out));
      } else {
        WholeFile.writeText(folder.resolve(base + ".csv"), out -> MapFiles.writeCsv(map, out));
      }
    }
    String json = ExplanationJson.of(found, about.model(), crops, false);
    WholeFile.writeText(folder.resolve(name + ".json"), out -> out.write(json + "\n"));
    Path page = folder.resolve(name + ".html");
    WholeFile.write(page, out -> ExplanationPage.write(found, decoded, crops, about, out));
    index.add(found, decoded, name + ".html");
    ScoreMap first = found.maps().get(0).map();
    return String.format(
        Locale.ROOT,
        "%s: score %.3f, map %+.3f to %+.3f in %.1f s; %s",
        picture,
        found.score(),
        first.least(),
        first.most(),
        found.maps().get(0).seconds(),
        page);
  }

  /** Writes a page that links to those of the pictures, if there are several. */
  Optional<String> finish() throws IOException {
    if (index.size() < 2) {
      return Optional.empty();
    }
    WholeFile.write(folder.resolve(INDEX), out -> index.write(about, out));
    return Optional.of(
        "%d pictures; all of them: %s".formatted(index.size(), folder.resolve(INDEX)));
  }

  /** The picture's name without its ending, and with a number where another has it. */
  private String unique(Path picture) {
    String file = String.valueOf(picture.getFileName());
    int dot = file.lastIndexOf('.');
    String base = dot > 0 ? file.substring(0, dot) : file;
    String name = base;
    for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = base + "-" + i;
    }
    return name;
  }
}
