package org.mneme.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.mneme.files.Sha256;

/** An order that is random to the eye, and the same for the same names and seed everywhere. */
final class HashOrder {
  private final MessageDigest sha256;
  private final String prefix;

  HashOrder(long seed, int round) {
    this.sha256 = Sha256.digest();
    this.prefix = seed + "/" + round + "/";
  }

  private record Keyed<T>(long key, String name, T value) {
    static <T> Comparator<Keyed<T>> order() {
      return (a, b) -> {
        int byKey = Long.compareUnsigned(a.key, b.key);
        return byKey == 0 ? a.name.compareTo(b.name) : byKey;
      };
    }
  }

  <T> List<T> sort(Collection<T> values, Function<? super T, String> name) {
    List<Keyed<T>> keyed = new ArrayList<>(values.size());
    for (T value : values) {
      String each = name.apply(value);
      byte[] hash = sha256.digest((prefix + each).getBytes(StandardCharsets.UTF_8));
      keyed.add(new Keyed<>(ByteBuffer.wrap(hash).getLong(), each, value));
    }
    keyed.sort(Keyed.order());
    return keyed.stream().map(Keyed::value).toList();
  }
}
