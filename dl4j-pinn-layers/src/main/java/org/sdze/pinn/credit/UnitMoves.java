package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.credit.UnitCredit;

/**
 * The moves of a difference quotient and their weights: f′ ≈ Σ weight · (f(z + move) − f(z)).
 *
 * @param moves one move, or two of opposite sign
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
record UnitMoves(double[] moves) {

  /** The moves of a layer's units. */
  static UnitMoves of(UnitCredit credit, INDArray z) {
    double size = size(credit.smoothing(), z);
    return new UnitMoves(credit.twoSided() ? new double[] {size, -size} : new double[] {size});
  }

  /** The size of a move: relative to the root mean square of the pre-activations z. */
  static double size(double smoothing, INDArray z) {
    return smoothing * (Elementwise.rootMeanSquare(z) + 1e-3);
  }

  /** The weight of a move's difference in the quotient. */
  double weight(double move) {
    return 1 / (moves.length * move);
  }
}
