package org.sdze.arbiter.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.pinn.equation.AllenCahn;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.layer.PinnOutputLayer;

class PinnOutputLayerSpaceTest {

  private static PinnOutputLayerSpace.Builder builder() {
    return new PinnOutputLayerSpace.Builder(new SineGordon())
        .nIn(8)
        .constraint(HardConstraint.none())
        .directionCount(new IntegerParameterSpace(1, 4))
        .inputScale(new ContinuousParameterSpace(1, 3));
  }

  @Test
  void aPointIsALayer() {
    PinnOutputLayerSpace space = builder().build();
    new Cube(space, 0);
    assertEquals(2, space.numParameters());
    PinnOutputLayer expected =
        (PinnOutputLayer)
            new PinnOutputLayer.Builder(new SineGordon())
                .constraint(HardConstraint.none())
                .directionCount(4)
                .inputScale(2)
                .nIn(8)
                .build();
    assertEquals(expected, space.getValue(new double[] {1, 0.5}));
  }

  @Test
  void whatTheLayerHasFixedIsRefused() {
    for (PinnOutputLayerSpace.Builder wrong :
        new PinnOutputLayerSpace.Builder[] {
          builder().nOut(2), builder().activation(Activation.TANH), builder().hasBias(false)
        }) {
      String message = assertThrows(IllegalArgumentException.class, wrong::build).getMessage();
      assertTrue(message.contains("one linear output"), message);
    }
  }

  @Test
  void survivesJsonAndYamlAloneAndInANetwork() throws IOException {
    PinnOutputLayerSpace layer = builder().build();
    assertEquals(layer, Cube.throughJson(layer));
    assertEquals(layer, Cube.throughYaml(layer));
    assertNotEquals(
        layer,
        new PinnOutputLayerSpace.Builder(new AllenCahn())
            .nIn(8)
            .constraint(HardConstraint.none())
            .directionCount(new IntegerParameterSpace(1, 4))
            .inputScale(new ContinuousParameterSpace(1, 3))
            .build());
    MultiLayerSpace network =
        new MultiLayerSpace.Builder()
            .seed(5)
            .updater(new SdzeSpace().with(SdzeSettings.CREDIT, Credit.UNITS))
            .addLayer(new DenseLayerSpace.Builder().nIn(3).nOut(8).build())
            .addLayer(layer)
            .build();
    double[] point = new Cube(network, 2).point();
    MultiLayerSpace read = MultiLayerSpace.fromJson(network.toJson());
    assertEquals(network, read);
    assertEquals(network, MultiLayerSpace.fromYaml(network.toYaml()));
    assertEquals(
        network.getValue(point).getMultiLayerConfiguration(),
        read.getValue(point).getMultiLayerConfiguration());
  }
}
