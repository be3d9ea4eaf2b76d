package org.mneme.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.mneme.files.FileKind;

/**
 * The tensors of a weight file by name, in the file's order.
 *
 * @param file where they were read
 * @param format what the file is, for people: "PyTorch (zip)", "PyTorch (legacy)", "safetensors"
 * @param tensors nested dictionaries are joined by dots: {@code state_dict.conv1.weight}
 * @param metadata the file's other plain values (numbers, strings, booleans) by name, as text in
 *     Python's spelling: {@code True}, {@code None}
 * @param dictionaries names of the dictionaries and lists within the file's outermost one, such as
 *     {@code state_dict} and {@code optimizer.state}; always empty for safetensors
 * @param passedOver what the file holds besides and what is not read, by name, with its class:
 *     Python objects such as {@code argparse.Namespace}, none of which is ever built, and tensors
 *     of types that no network here has
 */
public record Checkpoint(
    Path file,
    String format,
    Map<String, Tensor> tensors,
    Map<String, String> metadata,
    Set<String> dictionaries,
    Map<String, String> passedOver) {
  /**
   * Keeps copies.
   *
   * @param file where they were read
   * @param format what the file is, for people
   * @param tensors nested dictionaries are joined by dots
   * @param metadata the file's other plain values
   * @param dictionaries names of the dictionaries and lists within the file's outermost one, such
   *     as {@code state_dict} and {@code optimizer.state}
   * @param passedOver what the file holds besides and what is not read, by name, with its class
   */
  public Checkpoint {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    dictionaries = Collections.unmodifiableSet(new LinkedHashSet<>(dictionaries));
    passedOver = Collections.unmodifiableMap(new LinkedHashMap<>(passedOver));
  }

  private static final String NEEDED = "a PyTorch checkpoint (.pt, .pth) or .safetensors";

  /**
   * A checkpoint of one flat dictionary.
   *
   * @param file where they were read
   * @param format what the file is, for people
   * @param tensors by name
   * @param metadata other plain values by name
   */
  public Checkpoint(
      Path file, String format, Map<String, Tensor> tensors, Map<String, String> metadata) {
    this(file, format, tensors, metadata, Set.of(), Map.of());
  }

  /**
   * Reads a PyTorch checkpoint (zip, or the older format without) or a safetensors file; which, its
   * first bytes tell.
   *
   * <p>Of a PyTorch checkpoint, tensors, dictionaries, lists and plain values are read; all other
   * objects are passed over.
   *
   * <p>The file is mapped into memory and tensors are views of it, so they cost no heap; only those
   * that are stored with strides, or compressed, are copied. The file must not change while they
   * are in use. Nothing in it is run: see {@link WeightsException} for what is refused.
   *
   * @param file a PyTorch or safetensors file
   * @return tensors and plain values by name
   * @throws WeightsException if it is something else, damaged, a whole Python object, or made to
   *     attack whoever loads it; the message is one line that begins with the file
   */
  public static Checkpoint read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(file + ": is not a file that holds weights");
    }
    try (MappedFile mapped = new MappedFile(file)) {
      MemoryBudget budget = new MemoryBudget(mapped.size());
      ByteBuffer head = mapped.slice("its beginning", 0, Math.min(16, mapped.size()));
      if (isZip(head)) {
        return TorchCheckpoint.zip(file, mapped, budget);
      }
      if (isSafetensors(head)) {
        return Safetensors.read(file, mapped, budget);
      }
      if (head.limit() >= 2 && head.get(0) == (byte) 0x80 && head.get(1) <= 5) {
        return TorchCheckpoint.legacy(file, mapped, budget);
      }
      throw new WeightsException(
          unknown(mapped.slice("its beginning", 0, Math.min(FileKind.HEAD_BYTES, mapped.size()))));
    } catch (WeightsException e) {
      throw new WeightsException(file + ": " + e.getMessage(), e);
    }
  }

  private static boolean isZip(ByteBuffer head) {
    return head.limit() >= 4 && (head.getInt(0) == 0x04034b50 || head.getInt(0) == 0x06054b50);
  }

  /** The header's length, under 4 GiB, and the brace that begins it. */
  private static boolean isSafetensors(ByteBuffer head) {
    return head.limit() >= 9 && head.getInt(4) == 0 && head.get(8) == '{';
  }

  private static String unknown(ByteBuffer head) {
    return FileKind.of(head)
        .filter(kind -> kind != FileKind.TEXT)
        .map(kind -> kind.insteadOf(NEEDED))
        .orElseGet(
            () ->
                "begins with %s; needed is %s"
                    .formatted(
                        Quote.of(
                            StandardCharsets.ISO_8859_1
                                .decode(head.slice(0, Math.min(16, head.limit())))
                                .toString()),
                        NEEDED));
  }
}
