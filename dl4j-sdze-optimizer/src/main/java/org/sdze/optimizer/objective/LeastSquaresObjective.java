package org.sdze.optimizer.objective;

import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;

/** An objective whose loss is a mean of squared residuals, or of products of two of them. */
public interface LeastSquaresObjective extends Objective {

  /**
   * The residuals and their derivatives by the parameters, by unit credit (docs/method.md §4c).
   *
   * @param credit which units are moved, and by how much
   * @param key draws the block of units, where not all are moved
   */
  ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key);

  /**
   * The residuals and their derivatives by the output layer alone.
   *
   * @return whose last blocks are the output layer's weights and bias
   */
  default SampleRows outputRows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    return rows(network, credit, key).first();
  }
}
