package org.mneme.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class NameCountsTest {
  /** Short names over few letters repeat often; thousands of them make the table grow. */
  @Property(tries = 30)
  void answersAsAMapWould(
      @ForAll @Size(max = 4000)
          List<@CharRange(from = 'a', to = 'e') @StringLength(max = 6) String> added,
      @ForAll @Size(max = 4000)
          List<@CharRange(from = 'a', to = 'e') @StringLength(max = 6) String> removed) {
    NameCounts counts = new NameCounts();
    Map<String, Integer> map = new HashMap<>();
    for (String name : added) {
      counts.add(name);
      map.merge(name, 1, Integer::sum);
    }
    for (String name : removed) {
      int left = map.getOrDefault(name, 0);
      assertEquals(left > 0, counts.remove(name), name);
      map.put(name, Math.max(0, left - 1));
    }
  }
}
