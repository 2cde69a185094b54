package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.LayerGradient;
import org.sdze.optimizer.network.NetworkEstimator;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.UntouchedGlobals;

/**
 * Compares estimates ĝ with the gradient g of the score that DL4J minimises, g by central
 * differences of every parameter.
 *
 * <p>Layers of one credit are taken together. For exact credit |ĝ − g| / |g| is small; for all
 * others the mean of ⟨ĝ, g⟩ / ⟨g, g⟩ over n estimates, 120 by noise and 240 in a subspace, lies
 * within 4 standard errors of 1, which a right estimate misses in one of 16,000 checks; seeds are
 * fixed. The standard error must be below 0.15, so that a factor of 1.6 or more is found.
 */
final class ScoreGradient {

  private static final int BY_NOISE = 120;
  private static final int IN_SUBSPACE = 240;
  private static final double MOST_ERROR = 0.15;
  private static final double SMOOTHING = 1e-4;

  private final MultiLayerNetwork network;
  private final NetworkPlan plan;
  private final Map<String, INDArray> gradient;

  /**
   * The gradient of a network's score.
   *
   * @param scored whose score is the right one, with the same parameters: the network itself unless
   *     DL4J's score of that is wrong
   */
  ScoreGradient(MultiLayerNetwork network, MultiLayerNetwork scored, DataSet data) {
    this.network = network;
    this.plan = new NetworkPlan(TrainableNetwork.of(network));
    this.gradient =
        UntouchedGlobals.puttingBack(
            () -> differences(new NetworkPlan(TrainableNetwork.of(scored)), scored, data));
  }

  /** The credits of the layers that are trained. */
  List<LayerCredit> credits() {
    return plan.layers().stream().map(LayerPlan::credit).toList();
  }

  private boolean isDouble() {
    return network.params().dataType() == DataType.DOUBLE;
  }

  private static Map<String, INDArray> differences(
      NetworkPlan plan, MultiLayerNetwork network, DataSet data) {
    double size = network.params().dataType() == DataType.DOUBLE ? 1e-5 : 4e-3;
    Map<String, INDArray> gradients = new TreeMap<>();
    for (LayerPlan layer : plan.layers()) {
      for (Parameter parameter : layer.parameters()) {
        INDArray matrix = parameter.matrix();
        INDArray slopes = matrix.dup('f').castTo(DataType.DOUBLE);
        for (long j = 0; j < matrix.columns(); j++) {
          for (long i = 0; i < matrix.rows(); i++) {
            double here = matrix.getDouble(i, j);
            matrix.putScalar(i, j, here + size);
            double up = network.score(data, true);
            matrix.putScalar(i, j, here - size);
            double down = network.score(data, true);
            matrix.putScalar(i, j, here);
            slopes.putScalar(i, j, (up - down) / (2 * size));
          }
        }
        gradients.put(parameter.name(), slopes);
      }
    }
    return gradients;
  }

  /** Throws unless estimates on the data have that gradient as their mean. */
  void isTheMeanOfEstimates(DataSet data) {
    network.setInput(data.getFeatures());
    network.setLabels(data.getLabels());
    network.setLayerMaskArrays(null, data.getLabelsMaskArray());
    plan.nodes().forEach(node -> node.layer().allowInputModification(false));
    int estimates = credits().contains(LayerCredit.SUBSPACE) ? IN_SUBSPACE : BY_NOISE;
    Map<LayerCredit, List<double[]>> parts = new TreeMap<>(); // ⟨ĝ, g⟩, |ĝ − g|²
    try (KeptPass pass = new KeptPass(plan, RandomKey.root(0))) {
      for (int k = 0; k < estimates; k++) {
        RandomKey root = RandomKey.root(k);
        List<LayerGradient> estimate = new ArrayList<>();
        new NetworkEstimator(
                new NoiseCredit(1, isDouble() ? SMOOTHING : 1e-2, false),
                StepMemory.UNLIMITED,
                root)
            .estimate(pass, root.step(0), 0, estimate::add);
        for (Map.Entry<LayerCredit, double[]> each : compare(estimate, k == 0).entrySet()) {
          parts.computeIfAbsent(each.getKey(), credit -> new ArrayList<>()).add(each.getValue());
        }
      }
    }
    parts.forEach(this::check);
  }

  private Map<LayerCredit, double[]> compare(List<LayerGradient> estimate, boolean isFirst) {
    Map<LayerCredit, double[]> parts = new TreeMap<>();
    for (LayerGradient layer : estimate) {
      if (!isFirst && isExact(layer.layer().credit())) {
        continue; // it is the same in all
      }
      for (int k = 0; k < layer.gradients().size(); k++) {
        Parameter parameter = layer.layer().parameters().get(k);
        INDArray truth = gradient.get(parameter.name());
        INDArray estimated = written(parameter, layer.gradients().get(k));
        double[] sums = parts.computeIfAbsent(layer.layer().credit(), credit -> new double[3]);
        sums[0] += estimated.mul(truth).sumNumber().doubleValue();
        sums[1] += Math.pow(estimated.sub(truth).norm2Number().doubleValue(), 2);
        sums[2] += Math.pow(truth.norm2Number().doubleValue(), 2);
      }
    }
    return parts;
  }

  /** A step of size 1 subtracts the gradient, in whatever coordinates it lives. */
  private static INDArray written(Parameter parameter, ParameterGradient part) {
    INDArray before = parameter.matrix().dup('f');
    part.step(1);
    INDArray written = before.sub(parameter.matrix());
    parameter.matrix().assign(before);
    return written.castTo(DataType.DOUBLE);
  }

  private static boolean isExact(LayerCredit credit) {
    return credit == LayerCredit.OUTPUT
        || credit == LayerCredit.UNITS
        || credit == LayerCredit.WEIGHTS;
  }

  private void check(LayerCredit credit, List<double[]> parts) {
    double[] ratios = parts.stream().mapToDouble(part -> part[0] / part[2]).toArray();
    double mean = 0;
    for (double ratio : ratios) {
      mean += ratio / ratios.length;
    }
    double variance = 0;
    for (double ratio : ratios) {
      variance += Math.pow(ratio - mean, 2) / (ratios.length - 1);
    }
    double error = Math.sqrt(variance / ratios.length);
    String found =
        String.format(
            Locale.ROOT, "%s: mean %.4f of the gradient, standard error %.4f", credit, mean, error);
    assertTrue(parts.get(0)[2] > 0, "there is no gradient");
    if (isExact(credit)) {
      double off = Math.sqrt(parts.get(0)[1] / parts.get(0)[2]);
      double most = isDouble() ? 2e-3 : 2e-2;
      assertTrue(off < most, String.format(Locale.ROOT, "%s; |ĝ − g| / |g| = %.2e", found, off));
      return;
    }
    assertTrue(error < MOST_ERROR, found);
    assertTrue(Math.abs(mean - 1) < 4 * error + (isDouble() ? 1e-3 : 2e-2), found);
  }
}
