package org.mneme.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mneme.weights.PickleValue.Dictionary;
import org.mneme.weights.PickleValue.Sequence;
import org.mneme.weights.PickleValue.Storage;

/**
 * Reads what {@code torch.save} writes: since PyTorch 1.6 a zip with a pickle and a file for each
 * storage, before that five pickles and then the storages. Both as PyTorch 2.15's {@code
 * torch/serialization.py} reads them.
 */
final class TorchCheckpoint {
  private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Object LEGACY_VERSION = 1001L;

  /** Where storages' bytes come from. */
  private interface Storages {
    /** Refuses a storage that the file does not hold as described; reads no values. */
    void check(Storage storage) throws IOException;

    ByteBuffer bytes(Storage storage) throws IOException;
  }

  private TorchCheckpoint() {}

  static Checkpoint zip(Path path, MappedFile file, MemoryBudget budget) throws IOException {
    ZipDirectory zip = new ZipDirectory(file, budget);
    String pickleName = onlyPickle(zip);
    String folder = pickleName.substring(0, pickleName.length() - "data.pkl".length());
    if (zip.find(folder + "constants.pkl") != null) {
      throw new WeightsException(
          "it is a TorchScript program, not a checkpoint; save torch.save(model.state_dict(), ...)");
    }
    ZipDirectory.Entry order = zip.find(folder + "byteorder");
    if (order != null) {
      String text = StandardCharsets.UTF_8.decode(zip.read(order, 16)).toString();
      if (!text.equals("little")) {
        throw new WeightsException(
            "its byte order is %s; only little is read".formatted(Quote.of(text)));
      }
    }
    ZipDirectory.Entry pickle = zip.entry(pickleName);
    Pickle.Content content = Pickle.read(zip.read(pickle, Pickle.MAX_BYTES), budget);
    return read(
        path,
        "PyTorch (zip)",
        content.value(),
        budget,
        new Storages() {
          private final Map<String, ByteBuffer> opened = new HashMap<>();

          @Override
          public void check(Storage storage) throws WeightsException {
            ZipDirectory.Entry entry = zip.entry(folder + "data/" + storage.key());
            if (entry.size() != storage.bytes()) {
              throw new WeightsException(
                  "storage %s has %d bytes, but its tensors need %d; is the file damaged?"
                      .formatted(Quote.of(storage.key()), entry.size(), storage.bytes()));
            }
          }

          @Override
          public ByteBuffer bytes(Storage storage) throws IOException {
            ByteBuffer bytes = opened.get(storage.key());
            if (bytes == null) {
              bytes = zip.read(zip.entry(folder + "data/" + storage.key()), Integer.MAX_VALUE);
              opened.put(storage.key(), bytes);
            }
            return bytes;
          }
        });
  }

  private static String onlyPickle(ZipDirectory zip) throws WeightsException {
    String found = "";
    for (String name : zip.names()) {
      if (name.endsWith("/data.pkl") && name.indexOf('/') == name.lastIndexOf('/')) {
        if (!found.isEmpty()) {
          throw new WeightsException(
              "it holds two pickles: %s and %s".formatted(Quote.of(found), Quote.of(name)));
        }
        found = name;
      }
    }
    if (found.isEmpty()) {
      throw new WeightsException(
          "it is a zip without a data.pkl, so no PyTorch checkpoint; if it is packed, unpack it first");
    }
    return found;
  }

  static Checkpoint legacy(Path path, MappedFile file, MemoryBudget budget) throws IOException {
    PickleStream pickles = new PickleStream(file, budget);
    if (!LEGACY_MAGIC.equals(pickles.next().value())) {
      throw new WeightsException(
          "it is a pickle, but does not begin as torch.save does; only tensors are read");
    }
    Object version = pickles.next().value();
    if (!LEGACY_VERSION.equals(version)) {
      throw new WeightsException("its legacy format is not version %s".formatted(LEGACY_VERSION));
    }
    if (!(pickles.next().value() instanceof Dictionary system)
        || !Boolean.TRUE.equals(system.entries().get("little_endian"))) {
      throw new WeightsException("it does not say that it is little-endian; only such are read");
    }
    Pickle.Content content = pickles.next();
    if (!(pickles.next().value() instanceof Sequence keys)) {
      throw new WeightsException("its list of storages is not a list");
    }
    Map<String, ByteBuffer> storages = new HashMap<>();
    long at = pickles.position;
    for (Object key : keys.items()) {
      Storage storage = key instanceof String ? content.storages().get(key) : null;
      if (storage == null) {
        throw new WeightsException("its list of storages names one that no tensor uses");
      }
      String what = "storage " + Quote.of(storage.key());
      if (storage.width() == 0) {
        throw new WeightsException(
            "%s is of a type whose size is not known here. Save the file with PyTorch 1.6 or newer"
                .formatted(what));
      }
      long bytes = storage.bytes();
      long count = file.slice(what, at, 8).getLong();
      if (count != bytes / storage.width()) {
        throw new WeightsException(
            "%s says it holds %d values, but its tensors need %d"
                .formatted(what, count, bytes / storage.width()));
      }
      budget.header(100);
      if (storages.putIfAbsent(storage.key(), file.slice(what, at + 8, bytes)) != null) {
        throw new WeightsException(what + " is listed twice");
      }
      at += 8 + bytes;
    }
    if (at != file.size()) {
      throw new WeightsException("%d bytes follow its last storage".formatted(file.size() - at));
    }
    return read(
        path,
        "PyTorch (legacy)",
        content.value(),
        budget,
        new Storages() {
          @Override
          public void check(Storage storage) throws WeightsException {
            bytes(storage);
          }

          @Override
          public ByteBuffer bytes(Storage storage) throws WeightsException {
            ByteBuffer bytes = storages.get(storage.key());
            if (bytes == null) {
              throw new WeightsException(
                  "storage %s is not in its list".formatted(Quote.of(storage.key())));
            }
            return bytes;
          }
        });
  }

  /** Looks at every claim before it copies any value, so that a bad file costs little. */
  private static Checkpoint read(
      Path path, String format, Object root, MemoryBudget budget, Storages storages)
      throws IOException {
    NamedValues values = new NamedValues(root, budget);
    values.requireTensors();
    Map<String, StridedTensor> sound = new LinkedHashMap<>();
    for (var entry : values.tensors().entrySet()) {
      StridedTensor tensor = new StridedTensor(entry.getKey(), entry.getValue());
      storages.check(tensor.storage());
      budget.header(200);
      sound.put(entry.getKey(), tensor);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (var entry : sound.entrySet()) {
      StridedTensor tensor = entry.getValue();
      budget.header(200);
      tensors.put(entry.getKey(), tensor.in(storages.bytes(tensor.storage()), budget));
    }
    return new Checkpoint(
        path, format, tensors, values.metadata(), values.dictionaries(), values.passedOver());
  }

  /** Pickles one after the other from the beginning of a file. */
  private static final class PickleStream {
    private final MappedFile file;
    private final MemoryBudget budget;
    private long position;

    PickleStream(MappedFile file, MemoryBudget budget) {
      this.file = file;
      this.budget = budget;
    }

    Pickle.Content next() throws IOException {
      long length = Math.min(Pickle.MAX_BYTES, file.size() - position);
      ByteBuffer in = file.slice("its pickle", position, length);
      Pickle.Content content = Pickle.read(in, budget);
      position += in.position();
      return content;
    }
  }
}
