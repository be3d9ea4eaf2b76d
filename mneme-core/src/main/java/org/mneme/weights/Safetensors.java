package org.mneme.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mneme.network.Shape;

/**
 * Reads safetensors (format 0.8): the header's length in 8 bytes, a header in JSON, then the
 * values. The tensors must fill the rest of the file without gap or overlap, as the format asks.
 */
final class Safetensors {
  /** The format allows 100 MB; a thousand tensors take 0.1 MB. */
  static final int MAX_HEADER_BYTES = 8 << 20;

  private static final int MAX_RANK = 64;

  private final MappedFile file;
  private final MemoryBudget budget;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final long[] numbers = new long[MAX_RANK];

  /** A tensor and its bytes, counted from the end of the header. */
  private record Place(String name, DType type, Shape shape, long begin, long end) {}

  private Safetensors(MappedFile file, MemoryBudget budget) {
    this.file = file;
    this.budget = budget;
  }

  static Checkpoint read(Path path, MappedFile file, MemoryBudget budget) throws IOException {
    return new Safetensors(file, budget).read(path);
  }

  private Checkpoint read(Path path) throws IOException {
    long headerBytes = file.slice("its header's length", 0, 8).getLong();
    if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) {
      throw new WeightsException(
          "its header says %s bytes; at most %d are read"
              .formatted(Long.toUnsignedString(headerBytes), MAX_HEADER_BYTES));
    }
    readHeader(file.slice("its header", 8, headerBytes));
    long start = 8 + headerBytes;
    checkFilled(file.size() - start);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Place place : places.values()) {
      ByteBuffer bytes =
          file.slice(
              "tensor " + Quote.of(place.name), start + place.begin, place.end - place.begin);
      tensors.put(place.name, new Tensor(place.type, place.shape, bytes));
    }
    return new Checkpoint(path, "safetensors", tensors, metadata);
  }

  private void checkFilled(long length) throws WeightsException {
    List<Place> byPlace = new ArrayList<>(places.values());
    byPlace.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
    long at = 0;
    for (Place place : byPlace) {
      if (place.begin != at) {
        throw new WeightsException(
            "tensor %s begins at byte %d, but the one before it ends at %d; tensors must follow each other"
                .formatted(Quote.of(place.name), place.begin, at));
      }
      at = place.end;
    }
    if (at != length) {
      throw new WeightsException(
          "its tensors take %d bytes, but %d follow the header; is it cut off?"
              .formatted(at, length));
    }
  }

  private void readHeader(ByteBuffer header) throws IOException {
    // Given bytes, Jackson would guess an encoding; the format says UTF-8.
    Reader text =
        new InputStreamReader(
            new ByteBufferBackedInputStream(header), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = json().createParser(text)) {
      expect(json.nextToken() == JsonToken.START_OBJECT, json, "is not an object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        expect(json.nextToken() == JsonToken.START_OBJECT, json, "entry is not an object");
        if (name.equals("__metadata__")) {
          readMetadata(json);
        } else {
          Place place = place(json, name);
          budget.header(name);
          budget.header(300 + 24L * place.shape.rank());
          if (places.put(name, place) != null) {
            throw new WeightsException("two tensors are named " + Quote.of(name));
          }
        }
      }
      JsonToken after = json.nextToken();
      expect(after == null, json, "continues after its end");
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          "its header is no sound JSON: " + Quote.plain(e.getOriginalMessage()), e);
    } catch (CharacterCodingException e) {
      throw new WeightsException("its header is not UTF-8", e);
    }
  }

  /** Refuses more than a header can need of anything. */
  private static JsonFactory json() {
    return new JsonFactoryBuilder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(4)
                .maxNumberLength(20)
                .maxNameLength(4096)
                .maxStringLength(1 << 20)
                .build())
        .build();
  }

  private void readMetadata(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      expect(json.nextToken() == JsonToken.VALUE_STRING, json, "metadata is not all text");
      String value = json.getText();
      budget.header(name);
      budget.header(value);
      budget.header(64);
      expect(metadata.put(name, value) == null, json, "metadata has a name twice");
    }
  }

  private Place place(JsonParser json, String name) throws IOException {
    DType type = null;
    Shape shape = null;
    long[] offsets = {};
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(type == null, json, "says a tensor's dtype twice");
          type = type(name, json.getText());
        }
        case "shape" -> {
          expect(shape == null, json, "says a tensor's shape twice");
          shape = shape(name, numbers(json));
        }
        case "data_offsets" -> {
          expect(offsets.length == 0, json, "says a tensor's data_offsets twice");
          offsets = numbers(json);
        }
        default ->
            throw new WeightsException(
                "tensor %s has %s, which safetensors does not know"
                    .formatted(Quote.of(name), Quote.of(field)));
      }
    }
    if (type == null || shape == null || offsets.length != 2) {
      throw new WeightsException(
          "tensor %s lacks one of dtype, shape and two data_offsets".formatted(Quote.of(name)));
    }
    long length = offsets[1] - offsets[0];
    if (length < 0 || length != bytes(type, shape)) {
      throw new WeightsException(
          "tensor %s is %s %s, which does not take the %d bytes from %d to %d"
              .formatted(Quote.of(name), type, shape, length, offsets[0], offsets[1]));
    }
    return new Place(name, type, shape, offsets[0], offsets[1]);
  }

  /** -1 when there are too many to count. */
  private static long bytes(DType type, Shape shape) {
    try {
      return Math.multiplyExact(shape.size(), (long) type.bytes());
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private long[] numbers(JsonParser json) throws IOException {
    expect(json.currentToken() == JsonToken.START_ARRAY, json, "shape or offsets are not a list");
    int count = 0;
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      if (count == MAX_RANK) {
        throw new WeightsException("a tensor has more than %d dimensions".formatted(MAX_RANK));
      }
      numbers[count] = json.getLongValue();
      expect(numbers[count] >= 0, json, "has a negative number");
      count++;
    }
    expect(json.currentToken() == JsonToken.END_ARRAY, json, "shape or offsets are not whole");
    return Arrays.copyOf(numbers, count);
  }

  private static Shape shape(String name, long[] dims) throws WeightsException {
    int[] ints = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] > Integer.MAX_VALUE) {
        throw new WeightsException(
            "tensor %s has a dimension of %d".formatted(Quote.of(name), dims[i]));
      }
      ints[i] = (int) dims[i];
    }
    return Shape.of(ints);
  }

  private static DType type(String tensor, @Nullable String name) throws WeightsException {
    return switch (String.valueOf(name)) {
      case "F64" -> DType.FLOAT64;
      case "F32" -> DType.FLOAT32;
      case "F16" -> DType.FLOAT16;
      case "BF16" -> DType.BFLOAT16;
      case "I64" -> DType.INT64;
      case "I32" -> DType.INT32;
      case "I16" -> DType.INT16;
      case "I8" -> DType.INT8;
      case "U8" -> DType.UINT8;
      case "BOOL" -> DType.BOOL;
      default ->
          throw new WeightsException(
              "tensor %s is of type %s, which is not read; save it as float32"
                  .formatted(Quote.of(tensor), Quote.of(String.valueOf(name))));
    };
  }

  private static void expect(boolean truth, JsonParser json, String wrong) throws WeightsException {
    if (!truth) {
      throw new WeightsException(
          "its header %s near character %d"
              .formatted(wrong, json.currentLocation().getCharOffset()));
    }
  }
}
