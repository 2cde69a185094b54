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
import org.nd4j.linalg.indexing.NDArrayIndex;
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

  /** Long arrays, in both orders and types, and a view that lies elsewhere in memory. */
  @Test
  void everyNumberOfAnArrayIsOverwritten() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      for (char order : new char[] {'c', 'f'}) {
        INDArray z = Nd4j.createUninitialized(type, new long[] {80, 100}, order);
        for (int k = 0; k < 8000; k++) {
          z.putScalar(k / 100, k % 100, 0.01 * k - 40);
        }
        INDArray view = z.dup(order).get(NDArrayIndex.interval(3, 70), NDArrayIndex.interval(5, 9));
        INDArray whole = z.dup(order);
        sine.getActivation(whole, false);
        sine.getActivation(view, false);
        for (int i = 0; i < 80; i++) {
          for (int j = 0; j < 100; j++) {
            double expected = Math.sin(z.getDouble(i, j));
            double error = type == DataType.FLOAT ? 1e-6 : 1e-14;
            assertEquals(expected, whole.getDouble(i, j), error);
            if (i >= 3 && i < 70 && j >= 5 && j < 9) {
              assertEquals(expected, view.getDouble(i - 3, j - 5), error);
            }
          }
        }
      }
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
