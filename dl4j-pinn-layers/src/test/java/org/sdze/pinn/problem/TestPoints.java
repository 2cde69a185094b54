package org.sdze.pinn.problem;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.UnitBall;

/** Points for tests. */
final class TestPoints {

  private TestPoints() {}

  /** Points of the unit ball. */
  static INDArray inBall(DataType type, int n, int dimension) {
    INDArray points = Nd4j.createUninitialized(type, new long[] {n, dimension}, 'f');
    new UnitBall(dimension).draw(RandomKey.root(77), points);
    return points;
  }

  /**
   * Points whose coordinates are of size 1 in any dimension: formulas hold outside the ball too.
   */
  static INDArray gaussian(int n, int dimension) {
    INDArray points = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {n, dimension}, 'f');
    KeyedDraws.gaussian(RandomKey.root(78), points);
    return points;
  }

  /** The rows of a matrix on the host. */
  static double[][] rows(INDArray matrix) {
    double[][] rows = new double[matrix.rows()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = matrix.getRow(i).dup().toDoubleVector();
    }
    return rows;
  }
}
