package org.sdze.examples;

import java.util.Locale;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.SdzeSameDiff;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * A SameDiff graph with a rounding in it, whose derivative is zero everywhere, trained from forward
 * executions.
 */
public final class SameDiffForwardOnly {

  private SameDiffForwardOnly() {}

  /** Prints the loss of the first and the last epoch. */
  public static void main(String[] arguments) {
    double[] losses = losses(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200);
    System.out.printf(
        Locale.ROOT, "mean loss %.4f, then %.4f%n", losses[0], losses[losses.length - 1]);
  }

  /** The mean loss of every epoch. */
  static double[] losses(int epochs) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 4);
    SDVariable y = graph.placeHolder("y", DataType.FLOAT, -1, 1);
    SDVariable w = graph.var("w", gaussian(1, 4, 16).muli(0.5));
    SDVariable b = graph.var("b", Nd4j.zeros(DataType.FLOAT, 1, 16));
    SDVariable v = graph.var("v", gaussian(2, 16, 1).muli(0.25));
    SDVariable output = graph.math().tanh(x.mmul(w).add(b)).mmul(v);
    SDVariable rounded = graph.math().round(output.mul(20)).div(20); // a display with two digits
    graph.math().square(rounded.sub(y)).rename("loss");
    graph.setTrainingConfig(
        new TrainingConfig.Builder()
            .updater(Sdze.builder().learningRate(0.02).build())
            .dataSetFeatureMapping("x")
            .dataSetLabelMapping("y")
            .skipBuilderValidation(true)
            .build());
    INDArray features = gaussian(3, 256, 4);
    DataSet data = new DataSet(features, features.sum(true, 1).muli(0.3));
    History history =
        SdzeSameDiff.fit(graph, "loss", new ListDataSetIterator<>(data.asList(), 64), epochs);
    double[] losses = new double[epochs];
    for (int k = 0; k < epochs; k++) {
      losses[k] = history.getLossCurve().meanLoss(k).totalLoss();
    }
    return losses;
  }

  private static INDArray gaussian(int stream, int rows, int columns) {
    INDArray matrix = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, columns}, 'f');
    KeyedDraws.gaussian(RandomKey.root(stream), matrix);
    return matrix;
  }
}
