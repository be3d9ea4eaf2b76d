package org.mneme.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ResMemTest {
  /**
   * By hand: torchvision 0.29.2's ResNet-152 has 60,192,808; the five convolutions 1,720,640; fc6
   * to fc12 69,775,361.
   */
  @Test
  void resMemHasAsManyParametersAsPublished() {
    assertEquals(131_688_809L, ResMem.network().parameterCount());
  }
}
