package org.sdze.pinn.solve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.SampleSpaceSolver;

/**
 * The output layer solved for while the hidden ones stay as they are: least squares by normal
 * equations in double, once where residuals are linear in the network's outputs, else in a few
 * Gauss–Newton steps (docs/method.md §7a).
 */
final class OutputLayerFit {

  private static final int MOST_STEPS = 8;

  /** A step that gains less than this part of the loss is the last one. */
  private static final double WORTHWHILE = 1e-2;

  private static final UnitCredit CREDIT = new UnitCredit(UnitCredit.ALL, 1e-5, true);

  private OutputLayerFit() {}

  /**
   * Fits the output layer to an objective; what makes its loss larger is undone.
   *
   * @param objective with several times as many residuals as the layer has parameters
   */
  static void fit(DenseNetwork network, LeastSquaresObjective objective, RandomKey key) {
    List<INDArray> layer = List.of(network.output().weights(), network.output().bias());
    double loss = mean(objective.losses(network));
    boolean goesOn = Double.isFinite(loss);
    for (int step = 0; step < MOST_STEPS && goesOn; step++) {
      double before = loss;
      List<INDArray> copies = layer.stream().map(INDArray::dup).toList();
      ScratchMemory.within(
          () -> {
            subtract(layer, solution(network, objective, key));
            return true;
          });
      network.changed();
      loss = mean(objective.losses(network));
      if (!(loss < before)) {
        for (int k = 0; k < layer.size(); k++) {
          layer.get(k).assign(copies.get(k));
        }
        network.changed();
      }
      goesOn = loss < (1 - WORTHWHILE) * before;
    }
  }

  private static double mean(double[] losses) {
    return Arrays.stream(losses).average().orElse(Double.NaN);
  }

  private static void subtract(List<INDArray> layer, double[] change) {
    int from = 0;
    for (INDArray parameter : layer) {
      int to = from + Math.toIntExact(parameter.length());
      INDArray part =
          HostArrays.matrix(
              Arrays.copyOfRange(change, from, to), parameter.rows(), parameter.dataType());
      parameter.subi(part);
      from = to;
    }
  }

  /** (JᵀJ + ridge) Δ = Jᵀ r. */
  private static double[] solution(
      DenseNetwork network, LeastSquaresObjective objective, RandomKey key) {
    SampleRows rows = objective.outputRows(network, CREDIT, key);
    INDArray jacobian = jacobian(network, rows);
    int unknowns = jacobian.columns();
    INDArray normal =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {unknowns, unknowns}, 'f');
    Products.gemm(jacobian, jacobian, normal, true, false, 1, 0);
    INDArray residuals =
        HostArrays.matrix(rows.residuals(), rows.residuals().length, DataType.DOUBLE);
    INDArray right = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {unknowns, 1}, 'f');
    Products.gemm(jacobian, residuals, right, true, false, 1.0 / unknowns, 0);
    // of the size of the round-off that the features came with
    double ridge = network.dataType() == DataType.DOUBLE ? 1e-13 : 1e-7;
    return new SampleSpaceSolver().solve(normal, true, ridge, HostArrays.copy(right));
  }

  /** ∂r by the output layer's parameters, {@code [N, q]}, double. */
  private static INDArray jacobian(DenseNetwork network, SampleRows rows) {
    List<INDArray> parts = new ArrayList<>();
    int last = rows.blocks().size();
    List<INDArray> layer = List.of(network.output().weights(), network.output().bias());
    for (int k = 0; k < layer.size(); k++) {
      parts.add(written(rows.blocks().get(last - layer.size() + k), layer.get(k)));
    }
    return Nd4j.hstack(parts).castTo(DataType.DOUBLE).dup('f');
  }

  /** The columns of a block, one by one where they are not written out already. */
  private static INDArray written(RowBlock block, INDArray parameter) {
    if (block instanceof ExplicitRows explicit) {
      return explicit.rows();
    }
    List<INDArray> columns = new ArrayList<>();
    INDArray one = parameter.ulike().assign(0);
    for (int j = 0; j < one.columns(); j++) {
      for (int i = 0; i < one.rows(); i++) {
        one.putScalar(i, j, 1);
        columns.add(block.multiply(one));
        one.putScalar(i, j, 0);
      }
    }
    return Nd4j.hstack(columns);
  }
}
