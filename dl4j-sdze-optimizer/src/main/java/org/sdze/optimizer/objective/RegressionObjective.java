package org.sdze.optimizer.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.OuterRows;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.ActivationValues;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.HeldPoints;
import org.sdze.optimizer.wide.NdWideLayer;
import org.sdze.optimizer.wide.WideLayer;

/**
 * Least squares on data: r(i) = √m(i) (N(x(i)) − y(i)), with a weight m(i), usually 1, for each
 * sample.
 *
 * <p>The rows come from unit credit (docs/method.md §4c): every unit of the last hidden layer
 * reaches the output through its own weight, which is one elementwise pass; a unit below moves the
 * next pre-activations by a rank-1 term, and what lies above is evaluated again. Used by one
 * thread, for one step.
 */
public final class RegressionObjective implements LeastSquaresObjective {

  private final INDArray points;
  private final double[] targets;
  private final double @Nullable [] roots; // √m
  private final Workspace workspace;

  /**
   * An objective.
   *
   * @param points x, {@code [n, d]}, of the network's type
   * @param targets y, {@code [n]}
   * @param weights m, {@code [n]}, not negative; the target of a sample that weighs nothing may be
   *     anything. Null if all weigh 1
   * @param workspace of the network's type; holds the kernel
   */
  public RegressionObjective(
      INDArray points, double[] targets, double @Nullable [] weights, Workspace workspace) {
    if (targets.length != points.rows()) {
      throw Argument.refused(
          "there must be a target for each of %d points, were %d", points.rows(), targets.length);
    }
    this.points = points;
    this.targets = targets;
    this.roots = weights == null ? null : roots(weights, targets.length);
    this.workspace = workspace;
  }

  private static double[] roots(double[] weights, int samples) {
    if (weights.length != samples) {
      throw Argument.refused(
          "there must be a weight for each of %d points, were %d", samples, weights.length);
    }
    double[] roots = new double[samples];
    for (int i = 0; i < samples; i++) {
      if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
        throw Argument.refused(
            "weights of samples must not be negative, but that of sample %d was %s", i, weights[i]);
      }
      roots[i] = Math.sqrt(weights[i]);
    }
    return roots;
  }

  @Override
  public int samples() {
    return targets.length;
  }

  @Override
  public long numbers(DenseNetwork network) {
    return plainNumbers(network);
  }

  @Override
  public double[] losses(DenseNetwork network) {
    double[] losses = ScratchMemory.part(() -> residuals(new Pass(network, points)));
    for (int i = 0; i < losses.length; i++) {
      losses[i] *= losses[i];
    }
    return losses;
  }

  private double[] residuals(Pass pass) {
    double[] residuals = HostArrays.copy(pass.output());
    for (int i = 0; i < residuals.length; i++) {
      double difference = residuals[i] - targets[i];
      residuals[i] = roots == null ? difference : roots[i] == 0 ? 0 : roots[i] * difference;
    }
    return residuals;
  }

  @Override
  public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    Pass pass = new Pass(network, points);
    List<RowBlock> blocks = new ArrayList<>();
    int hidden = network.hiddenLayers();
    for (int k = 0; k <= hidden; k++) {
      DenseLayer layer = network.layers().get(k);
      INDArray credits =
          k == hidden
              ? Nd4j.ones(points.dataType(), points.rows(), 1)
              : pass.sensitivities(k, credit, key.index(k));
      if (roots != null) {
        credits.muliColumnVector(column(roots));
      }
      blocks.add(new OuterRows(weights(network, k), new HeldPoints(pass.inputs.get(k)), credits));
      int[] all = IntStream.range(0, (int) layer.outputs()).toArray();
      blocks.add(new ExplicitRows(layer.bias(), credits, all));
    }
    return ResidualRows.squared(new SampleRows(network, residuals(pass), blocks, workspace));
  }

  private static WideLayer weights(DenseNetwork network, int layer) {
    return layer == 0 ? network.wide(0) : new NdWideLayer(network.layers().get(layer).weights());
  }

  private INDArray column(double[] numbers) {
    return Nd4j.create(numbers, new long[] {numbers.length, 1}, 'f').castTo(points.dataType());
  }

  /** One evaluation of the network, kept. */
  private static final class Pass {
    private final DenseNetwork network;
    private final List<INDArray> inputs = new ArrayList<>(); // of every layer, output included
    private final List<INDArray> preActivations = new ArrayList<>();

    Pass(DenseNetwork network, INDArray points) {
      if (!network.isChain()) {
        throw Argument.refused(
            "a regression is known for chains of layers, but layer \"%s\" is one of a graph with sums or concatenations",
            network.output().name());
      }
      this.network = network;
      INDArray input = points;
      for (int k = 0; k <= network.hiddenLayers(); k++) {
        inputs.add(input);
        INDArray z = linear(k, input);
        preActivations.add(z);
        input = ActivationValues.of(network.layers().get(k).activation(), z);
      }
    }

    INDArray output() {
      return preActivations.get(network.hiddenLayers());
    }

    private INDArray linear(int k, INDArray input) {
      DenseLayer layer = network.layers().get(k);
      INDArray z =
          Nd4j.createUninitialized(
              input.dataType(), new long[] {input.rows(), layer.outputs()}, 'f');
      return weights(network, k).images(new HeldPoints(input), z).addiRowVector(layer.bias());
    }

    /** ∂N/∂z of a hidden layer, {@code [n, h]}; zero for units that are not moved. */
    INDArray sensitivities(int k, UnitCredit credit, RandomKey key) {
      DenseLayer layer = network.layers().get(k);
      INDArray z = preActivations.get(k);
      double rms = z.norm2Number().doubleValue() / Math.sqrt((double) z.length());
      double size = credit.smoothing() * (rms > 0 ? rms : 1);
      INDArray up = ActivationValues.of(layer.activation(), z.add(size));
      INDArray down =
          credit.twoSided()
              ? ActivationValues.of(layer.activation(), z.sub(size))
              : inputs.get(k + 1);
      double span = credit.twoSided() ? 2 * size : size;
      INDArray result = Nd4j.zeros(z.dataType(), z.rows(), z.columns()).dup('f');
      int[] units = credit.select((int) layer.outputs(), key);
      if (k == network.hiddenLayers() - 1) {
        INDArray weights = network.output().weights().transpose();
        INDArray all = up.sub(down).divi(span).muliRowVector(weights);
        for (int unit : units) {
          result.getColumn(unit).assign(all.getColumn(unit));
        }
        return result;
      }
      INDArray base = inputs.get(k + 1);
      for (int unit : units) {
        ScratchMemory.part(
            () -> {
              INDArray above =
                  outputWith(k + 1, unit, up.getColumn(unit).sub(base.getColumn(unit)));
              INDArray below =
                  credit.twoSided()
                      ? outputWith(k + 1, unit, down.getColumn(unit).sub(base.getColumn(unit)))
                      : output();
              result.getColumn(unit, true).assign(above.sub(below).divi(span));
            });
      }
      return result;
    }

    /** N if one unit of the layer below layer k had moved by so much at every sample. */
    private INDArray outputWith(int k, int unit, INDArray change) {
      DenseLayer first = network.layers().get(k);
      INDArray z = preActivations.get(k).dup('f');
      INDArray column = change.reshape('f', z.rows(), 1).dup('f');
      INDArray row = first.weights().getRow(unit).reshape('f', 1, first.outputs()).dup('f');
      Nd4j.gemm(column, row, z, false, false, 1, 1);
      for (int next = k; next < network.hiddenLayers(); next++) {
        INDArray y = ActivationValues.of(network.layers().get(next).activation(), z);
        z = linear(next + 1, y);
      }
      return z;
    }
  }
}
