package org.sdze.optimizer.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;

/** r = factor · (Aθ − b), linear in the parameters: the least-squares problem of the textbooks. */
final class LinearResiduals implements LeastSquaresObjective {

  /** Hears of every evaluation of a network. */
  interface Witness {
    void evaluated(DenseNetwork network);
  }

  private final List<INDArray> matrices = new ArrayList<>();
  private final double[] right;
  private final double factor;
  private final Witness witness;

  /** Gaussian A and b, {@code samples} equations. */
  LinearResiduals(DenseNetwork network, int samples, RandomKey key) {
    for (INDArray parameter : network.parameters()) {
      matrices.add(
          TestNetworks.gaussian(
                  key.index(matrices.size()), network.dataType(), samples, parameter.length())
              .divi(Math.sqrt((double) network.parameterCount())));
    }
    right = HostArrays.copy(TestNetworks.gaussian(key.index(99), DataType.DOUBLE, samples, 1));
    factor = 1;
    witness = evaluated -> {};
  }

  private LinearResiduals(LinearResiduals of, double factor, Witness witness) {
    matrices.addAll(of.matrices);
    right = of.right;
    this.factor = factor;
    this.witness = witness;
  }

  LinearResiduals times(double number) {
    return new LinearResiduals(this, factor * number, witness);
  }

  LinearResiduals before(Witness other) {
    return new LinearResiduals(this, factor, other);
  }

  @Override
  public int samples() {
    return right.length;
  }

  private double[] residuals(DenseNetwork network) {
    witness.evaluated(network);
    double[] residuals = new double[right.length];
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = -factor * right[i];
    }
    for (int k = 0; k < matrices.size(); k++) {
      INDArray parameter = network.parameters().get(k);
      INDArray product =
          matrices.get(k).mmul(parameter.dup('f').reshape('f', parameter.length(), 1));
      for (int i = 0; i < residuals.length; i++) {
        residuals[i] += factor * product.getDouble(i, 0);
      }
    }
    return residuals;
  }

  @Override
  public double[] losses(DenseNetwork network) {
    double[] losses = residuals(network);
    for (int i = 0; i < losses.length; i++) {
      losses[i] *= losses[i];
    }
    return losses;
  }

  @Override
  public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    List<RowBlock> blocks = new ArrayList<>();
    for (int k = 0; k < matrices.size(); k++) {
      INDArray parameter = network.parameters().get(k);
      blocks.add(
          new ExplicitRows(
              parameter,
              matrices.get(k).mul(factor).dup('f'),
              IntStream.range(0, parameter.columns()).toArray()));
    }
    return ResidualRows.squared(
        new SampleRows(network, residuals(network), blocks, new Workspace(network.dataType())));
  }
}
