package org.mneme.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.opentest4j.TestAbortedException;

class PublishedModelTest {
  static final List<PublishedModel> ALL = PublishedModel.ALL;

  @Tag("real-weights")
  @ParameterizedTest
  @FieldSource("ALL")
  void theRealPackageBecomesAModelFileWithItsLicence(PublishedModel model) throws IOException {
    ModelCard card = OnnxFile.card(RealModels.file(model)).orElseThrow();

    assertEquals(model.sha256(), card.sourceSha256());
    assertEquals(model.name(), card.name());
    boolean free = model.equals(PublishedModel.EFFICIENTNET_LITE2);
    String begin = model.licence() + (free ? "\n\nCopyright" : "\n©");
    assertTrue(card.licence().startsWith(begin), card.licence());
    assertTrue(
        card.licence()
            .contains(free ? "Apache License, Version 2.0" : "solely for noncommercial purposes"),
        card.licence());
  }

  @Test
  void withoutPipTheTestIsSkippedButNotOnCi(@TempDir Path home) {
    Catalog offline =
        new Catalog(home, ALL, Pip.of(Map.of("MNEME_PYTHON", "/nowhere/python3"), "Linux"));

    assertThrows(
        TestAbortedException.class,
        () -> RealModels.file(PublishedModel.RESMEM, offline, Map.of()));
    assertThrows(
        FetchException.class,
        () -> RealModels.file(PublishedModel.RESMEM, offline, Map.of("CI", "true")));
  }
}
