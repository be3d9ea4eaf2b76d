package org.mneme.train;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Item;
import org.mneme.features.FeatureTable;
import org.mneme.image.Augmentation;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.network.Shape;

/**
 * Images with human scores as a network sees them: pixels, where a trained layer reads them, and
 * the kept outputs of frozen nodes.
 */
final class ImageExamples implements Examples, AutoCloseable {
  private final List<Item> items;
  private final Preprocessing preprocessing;
  private final Augmentation augmentation;
  private final long seed;
  private final Map<String, Shape> inputs;
  private final PixelStore pixels;
  private final @Nullable FeatureTable frozen;
  private final int views;
  private final ExecutorService threads;

  /**
   * Takes over the pixels and the kept outputs.
   *
   * @param inputs what the trained part reads: {@link Network#INPUT}, or frozen nodes in the order
   *     of the table's features
   * @param views how many views are cycled through; 0 for a new one each epoch
   */
  ImageExamples(
      List<Item> items,
      Preprocessing preprocessing,
      Augmentation augmentation,
      long seed,
      int views,
      Map<String, Shape> inputs,
      PixelStore pixels,
      @Nullable FeatureTable frozen,
      int threads) {
    this.items = List.copyOf(items);
    this.preprocessing = preprocessing;
    this.augmentation = augmentation;
    this.seed = seed;
    this.views = views;
    this.inputs = new LinkedHashMap<>(inputs);
    this.pixels = pixels;
    this.frozen = frozen;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "mneme-examples");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public Map<String, Shape> inputs() {
    return inputs;
  }

  @Override
  public String name(int index) {
    return items.get(index).image().toString();
  }

  /** The views of an epoch differ from image to image, so that a batch does not share one. */
  private int view(int epoch, int index) {
    return views == 0 ? epoch : Math.floorMod(epoch + index, views);
  }

  @Override
  public void fill(int epoch, int[] indices, Map<String, FloatBuffer> into, FloatBuffer scores)
      throws IOException {
    for (int index : indices) {
      scores.put((float) items.get(index).score());
    }
    List<Future<?>> running = new ArrayList<>();
    for (int place = 0; place < indices.length; place++) {
      int at = place;
      running.add(
          threads.submit(
              () -> {
                write(epoch, indices[at], at, into);
                return null;
              }));
    }
    for (Future<?> each : running) {
      await(each);
    }
    into.values().forEach(buffer -> buffer.position(buffer.limit()));
  }

  private void write(int epoch, int index, int place, Map<String, FloatBuffer> into)
      throws IOException {
    int view = view(epoch, index);
    int feature = 0;
    for (Map.Entry<String, Shape> input : inputs.entrySet()) {
      int length = Math.toIntExact(input.getValue().size());
      FloatBuffer target = into.get(input.getKey()).duplicate().clear().position(place * length);
      if (input.getKey().equals(Network.INPUT)) {
        new AugmentedView(preprocessing, augmentation, seed, view).write(pixels.get(index), target);
      } else {
        float[] vector = new float[length];
        Objects.requireNonNull(frozen).read(index, view, feature++, vector, 0);
        target.put(vector);
      }
    }
  }

  private static void await(Future<?> each) throws IOException {
    try {
      each.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while training").initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    pixels.close();
    if (frozen != null) {
      frozen.close();
    }
  }
}
