package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.testing.UntouchedGlobals;

class UntouchedGlobalsTest {

  @Test
  void aDrawMovesTheStateAndPuttingBackRestoresIt() {
    Random random = Nd4j.getRandom();
    long root = random.rootState();
    long node = random.nodeState();
    String moved =
        UntouchedGlobals.puttingBack(
            () -> {
              random.nextGaussian(new long[] {3});
              return random.rootState() + " " + random.nodeState();
            });
    assertNotEquals(root + " " + node, moved);
    assertEquals(root, random.rootState());
    assertEquals(node, random.nodeState());
  }
}
