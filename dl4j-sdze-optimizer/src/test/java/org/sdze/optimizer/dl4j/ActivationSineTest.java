package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.testing.UntouchedGlobals;

class ActivationSineTest {

  private final ActivationSine sine = new ActivationSine();

  @Test
  void valueAndSlopeAreThoseOfTheSine() {
    for (int i = -8; i <= 8; i++) {
      double z = i / 2.0;
      INDArray in = Nd4j.createUninitialized(DataType.DOUBLE, 1, 1).assign(z);
      assertEquals(Math.sin(z), sine.getActivation(in.dup(), true).getDouble(0), 1e-15);
      INDArray epsilon = Nd4j.createUninitialized(DataType.DOUBLE, 1, 1).assign(3);
      assertEquals(
          3 * Math.cos(z), sine.backprop(in.dup(), epsilon).getFirst().getDouble(0), 1e-14);
    }
  }

  @Test
  void configurationsComeBackFromJson() {
    MultiLayerConfiguration configuration =
        UntouchedGlobals.puttingBack(
            () ->
                new NeuralNetConfiguration.Builder()
                    .list()
                    .layer(new DenseLayer.Builder().nIn(2).nOut(3).activation(sine).build())
                    .layer(new OutputLayer.Builder().nIn(3).nOut(1).activation(sine).build())
                    .build());
    assertEquals(configuration, MultiLayerConfiguration.fromJson(configuration.toJson()));
  }
}
