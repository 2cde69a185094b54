package org.sdze.benchmarks.swap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.SdzeSameDiff;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/** A SameDiff graph with the placeholders, the output and the loss of {@link #perceptron}. */
record GraphNetwork(SameDiff graph) implements Swappable {

  private static final String FEATURES = "input";
  private static final String LABELS = "label";
  private static final String OUTPUT = "softmax";
  private static final String LOSS = "loss";
  private static final double L2 = 1e-4;
  private static final int INPUTS = 784;
  private static final int UNITS = 128;
  private static final int CLASSES = 10;
  private static final int PIECE = 500;

  /** softmax(tanh(x W + b) V + c) with the mean of squared differences to the labels. */
  static GraphNetwork perceptron(IUpdater updater, long seed) {
    SameDiff graph = SameDiff.create();
    SDVariable input = graph.placeHolder(FEATURES, DataType.FLOAT, -1, INPUTS);
    SDVariable label = graph.placeHolder(LABELS, DataType.FLOAT, -1, CLASSES);
    RandomKey key = RandomKey.root(seed);
    SDVariable w0 = graph.var("w0", xavier(key.index(0), INPUTS, UNITS));
    SDVariable b0 = graph.var("b0", Nd4j.zeros(DataType.FLOAT, 1, UNITS));
    SDVariable w1 = graph.var("w1", xavier(key.index(1), UNITS, CLASSES));
    SDVariable b1 = graph.var("b1", Nd4j.zeros(DataType.FLOAT, 1, CLASSES));
    SDVariable hidden = graph.math().tanh(input.mmul(w0).add(b0));
    SDVariable output = graph.nn().softmax(OUTPUT, hidden.mmul(w1).add(b1));
    graph.math().squaredDifference(output, label).mean().rename(LOSS);
    graph.setLossVariables(LOSS);
    graph.setTrainingConfig(config(updater, L2));
    return new GraphNetwork(graph);
  }

  private static INDArray xavier(RandomKey key, int inputs, int outputs) {
    INDArray weights = Nd4j.createUninitialized(DataType.FLOAT, new long[] {inputs, outputs}, 'f');
    KeyedDraws.gaussian(key, weights);
    return weights.muli(Math.sqrt(2.0 / (inputs + outputs)));
  }

  private static TrainingConfig config(IUpdater updater, double l2) {
    return new TrainingConfig.Builder()
        .l2(l2)
        .updater(updater)
        .dataSetFeatureMapping(FEATURES)
        .dataSetLabelMapping(LABELS)
        .build();
  }

  /** {@code SdzeSameDiff.fit} needs no more than its updater. */
  @Override
  public void attach() {}

  @Override
  public long parameters() {
    return variables().stream().mapToLong(each -> each.getArr().length()).sum();
  }

  private List<SDVariable> variables() {
    return graph.variables().stream()
        .filter(each -> each.getVariableType() == VariableType.VARIABLE)
        .toList();
  }

  @Override
  public void epoch(List<DataSet> batches) {
    if (graph.getTrainingConfig().getUpdater() instanceof Sdze) {
      SdzeSameDiff.fit(graph, LOSS, new ExistingDataSetIterator(batches), 1);
    } else {
      graph.fit(new ExistingDataSetIterator(batches), 1);
    }
  }

  @Override
  public double loss(Samples samples) {
    double sum = 0;
    for (DataSet piece : samples.batches(PIECE)) {
      Map<String, INDArray> placeholders =
          Map.of(FEATURES, piece.getFeatures(), LABELS, piece.getLabels());
      sum += piece.numExamples() * graph.output(placeholders, LOSS).get(LOSS).getDouble(0);
    }
    return sum / samples.count();
  }

  @Override
  public double accuracy(Samples samples) {
    Evaluation evaluation = new Evaluation();
    graph.evaluate(new ExistingDataSetIterator(samples.batches(PIECE)), OUTPUT, evaluation);
    return evaluation.accuracy();
  }

  @Override
  public Map<String, List<INDArray>> layers() {
    Map<String, List<INDArray>> layers = new LinkedHashMap<>();
    variables().forEach(each -> layers.put(each.name(), List.of(each.getArr())));
    return layers;
  }

  @Override
  public void take(Swappable other) {
    Map<String, List<INDArray>> theirs = other.layers();
    layers().forEach((name, parts) -> parts.get(0).assign(theirs.get(name).get(0)));
  }

  @Override
  public void strip() {
    graph.setTrainingConfig(config(graph.getTrainingConfig().getUpdater(), 0));
  }
}
