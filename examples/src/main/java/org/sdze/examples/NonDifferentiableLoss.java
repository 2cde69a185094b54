package org.sdze.examples;

import java.util.Locale;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sdze.optimizer.Sdze;

/** y = x² learned from a loss without a derivative: the error counted in whole cents. */
public final class NonDifferentiableLoss {

  private NonDifferentiableLoss() {}

  /** |output − label| rounded up to hundredths. It can be computed, and that is all. */
  public static final class WholeCents implements ILossFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray computeScoreArray(
        INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
      INDArray error = Transforms.abs(activation.getActivation(preOutput.dup(), true).sub(labels));
      return Transforms.ceil(error.muli(100)).divi(100).sum(true, 1);
    }

    @Override
    public double computeScore(
        INDArray labels, INDArray preOutput, IActivation fn, INDArray mask, boolean average) {
      INDArray scores = computeScoreArray(labels, preOutput, fn, mask);
      double sum = scores.sumNumber().doubleValue();
      return average ? sum / scores.length() : sum;
    }

    @Override
    public INDArray computeGradient(
        INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
      throw new UnsupportedOperationException("this loss has no derivative");
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
        INDArray labels, INDArray preOutput, IActivation fn, INDArray mask, boolean average) {
      throw new UnsupportedOperationException("this loss has no derivative");
    }

    @Override
    public String name() {
      return "whole cents";
    }
  }

  /** Prints the mean error in cents. */
  public static void main(String[] arguments) {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    System.out.printf(Locale.ROOT, "mean error %.1f cents%n", 100 * meanError(steps, 1));
  }

  /** The mean error after some steps. */
  static double meanError(int steps, long seed) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(Sdze.builder().learningRate(2e-3).build())
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(1).nOut(32).build())
                .layer(new DenseLayer.Builder().nIn(32).nOut(32).build())
                .layer(
                    new OutputLayer.Builder(new WholeCents())
                        .nIn(32)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    Sdze.attach(network);
    INDArray x = Nd4j.linspace(DataType.FLOAT, -1, 2.0 / 127, 128).reshape(128, 1);
    INDArray y = x.mul(x);
    for (int step = 0; step < steps; step++) {
      network.fit(x, y);
    }
    return network.score(new org.nd4j.linalg.dataset.DataSet(x, y));
  }
}
