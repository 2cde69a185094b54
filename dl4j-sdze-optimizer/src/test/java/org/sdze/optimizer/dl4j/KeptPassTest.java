package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.train.Limits;
import org.sdze.optimizer.train.Trainer;
import org.sdze.testing.UntouchedGlobals;

class KeptPassTest {

  static List<SampleNetwork> networks() {
    return Stream.concat(SampleNetwork.all().stream(), Stream.of(SampleNetwork.dropout())).toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void preActivationsThatWereNotKeptMakeTheSameStep(SampleNetwork sample) {
    double[] before = parameters(sample.network(DataType.DOUBLE, SampleNetwork.plain(1)));
    double[] kept = afterAStep(sample, Long.MAX_VALUE);
    assertFalse(Arrays.equals(before, kept));
    assertArrayEquals(kept, afterAStep(sample, 0));
  }

  /** Products of a sample: 13 · 6 units and so on; a convolution's at each of its places. */
  @Test
  void aProbeMakesTheProductsAboveItsLayerAgain() {
    MultiLayerNetwork network =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork made =
                  new MultiLayerNetwork(
                      new NeuralNetConfiguration.Builder()
                          .updater(SampleNetwork.plain(1))
                          .list()
                          .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build()) // 4 × 4 places
                          .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).build()) // 2 × 2 places
                          .layer(new DenseLayer.Builder().nOut(6).build())
                          .layer(new DenseLayer.Builder().nOut(7).build())
                          .layer(new OutputLayer.Builder().nOut(2).build())
                          .setInputType(InputType.convolutional(5, 5, 1))
                          .build());
              made.init();
              return made;
            });
    SampleNetwork.setData(
        network,
        new MultiDataSet(Nd4j.zeros(DataType.FLOAT, 9, 1, 5, 5), Nd4j.zeros(DataType.FLOAT, 9, 2)));
    double[] work = {16 * 15, 4 * 140, 126, 49, 16};
    double all = Arrays.stream(work).sum();
    NetworkPlan plan = new NetworkPlan(TrainableNetwork.of(network));
    try (KeptPass pass = new KeptPass(plan, RandomKey.root(5))) {
      double again = all;
      for (int k = 0; k < work.length; k++) {
        again -= work[k];
        assertEquals(again / all, pass.layers().get(k).rerun(), 1e-12);
      }
    }
  }

  private static double[] afterAStep(SampleNetwork sample, long maxKept) {
    Model model = sample.network(DataType.DOUBLE, SampleNetwork.plain(1));
    MultiDataSet data = sample.data(DataType.DOUBLE);
    SampleNetwork.setData(model, data);
    NetworkPlan plan = new NetworkPlan(TrainableNetwork.of(model));
    plan.nodes().stream()
        .filter(node -> node.layer() != null)
        .forEach(node -> node.layer().allowInputModification(false));
    Trainer trainer =
        new Trainer(new NoiseCredit(2, 1e-2, true), new Sgd(0), Limits.NONE, RandomKey.root(5));
    try (KeptPass pass = new KeptPass(plan, trainer.nextKey().key(), maxKept)) {
      trainer.step(pass, 0, 0);
    }
    return parameters(model);
  }

  private static double[] parameters(Model model) {
    return model.params().dup().data().asDouble();
  }
}
