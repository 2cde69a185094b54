package org.sdze.examples.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.learning.config.Sgd;

class ZooNetworkTest {

  @ParameterizedTest
  @Tag("slow")
  @EnumSource(ZooNetwork.class)
  void everyNetworkTrainsAndItsLossIsFinite(ZooNetwork network) {
    ZooSteps steps = ZooSteps.of(network, 2, 2, (step, loss) -> {});
    assertTrue(Double.isFinite(steps.firstLoss()), "first loss " + steps.firstLoss());
    assertTrue(Double.isFinite(steps.lastLoss()), "last loss " + steps.lastLoss());
    assertTrue(steps.parameters() > 100_000, "parameters " + steps.parameters());
  }

  @ParameterizedTest
  @EnumSource(names = {"LENET", "SIMPLE_CNN"})
  void theSameSeedDrawsTheSameNetwork(ZooNetwork network) {
    for (long seed : new long[] {0, 1}) {
      float[] first = network.build(new Sgd(), seed).params().toFloatVector();
      assertArrayEquals(first, network.build(new Sgd(), seed).params().toFloatVector());
    }
  }

  @Test
  void namesAreFoundInEitherCase() {
    assertEquals(ZooNetwork.VGG_16, ZooNetwork.named("vgg16"));
    Exception thrown =
        assertThrows(IllegalArgumentException.class, () -> ZooNetwork.named("VGG17"));
    assertTrue(
        thrown.getMessage().startsWith("no zoo network is called \"VGG17\"; there are LeNet, "),
        thrown.getMessage());
  }
}
