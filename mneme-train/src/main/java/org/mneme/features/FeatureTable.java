package org.mneme.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The features of some images in some views, read from the mapped cache when asked for. Threads may
 * share it until it is closed.
 */
public final class FeatureTable implements AutoCloseable {
  private final List<Feature> features;
  private final int views;
  private final List<Path> folders;
  private final List<Vectors> stores;
  private final List<long[]> slots;
  private final List<@Nullable String> errors;
  private final AutoCloseable files;

  /**
   * @param folders of the stores
   * @param stores view by view, in each feature by feature
   * @param slots as the stores, a slot for each image
   * @param errors one an image; null for one that has its features
   * @param files what is closed at the end; throws nothing but {@link IOException}
   */
  FeatureTable(
      List<Feature> features,
      int views,
      List<Path> folders,
      List<Vectors> stores,
      List<long[]> slots,
      List<@Nullable String> errors,
      AutoCloseable files) {
    this.features = List.copyOf(features);
    this.views = views;
    this.folders = List.copyOf(folders);
    this.stores = List.copyOf(stores);
    this.slots = List.copyOf(slots);
    this.errors = errors;
    this.files = files;
  }

  /** {@return the features, in the order in which they were asked for} */
  public List<Feature> features() {
    return features;
  }

  /** {@return how many views each image has} */
  public int views() {
    return views;
  }

  /** {@return how many images there are, those that failed included} */
  public int images() {
    return errors.size();
  }

  /**
   * {@return how many numbers a feature has; 0 if no image could be read}
   *
   * @param feature counted from 0
   */
  public int length(int feature) {
    return stores.isEmpty() ? 0 : stores.get(feature).length();
  }

  /**
   * Why an image has no features, in one line.
   *
   * @param image counted from 0
   * @return empty if it has its features
   */
  public Optional<String> error(int image) {
    return Optional.ofNullable(errors.get(image));
  }

  /**
   * Makes sure that every image has its features.
   *
   * @throws IOException if one has not, with the first reason
   */
  public void requireAll() throws IOException {
    for (String error : errors) {
      if (error != null) {
        throw new IOException(error);
      }
    }
  }

  /**
   * Copies one vector.
   *
   * @param image counted as the images were given
   * @param view likewise
   * @param feature likewise
   * @param into takes the vector
   * @param at where in {@code into} it begins
   * @throws IllegalArgumentException if the image failed
   * @throws IOException if the cache cannot be read
   */
  public void read(int image, int view, int feature, float[] into, int at) throws IOException {
    if (errors.get(image) != null) {
      throw new IllegalArgumentException(errors.get(image));
    }
    int store = view * features.size() + feature;
    stores.get(store).read(slots.get(store)[image], into, at);
  }

  /**
   * Tells another process where the features of some images lie.
   *
   * @param images counted as the images were given; none that failed
   * @return to be opened there
   */
  public KeptVectors portable(int[] images) {
    ArrayList<long[]> places = new ArrayList<>();
    for (long[] all : slots) {
      places.add(Arrays.stream(images).mapToLong(image -> all[image]).toArray());
    }
    return new KeptVectors(
        features,
        views,
        folders.stream().map(Path::toString).toList(),
        stores.stream().mapToInt(Vectors::length).toArray(),
        places);
  }

  @Override
  public void close() throws IOException {
    try {
      files.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e); // no files of ours throw such
    }
  }
}
