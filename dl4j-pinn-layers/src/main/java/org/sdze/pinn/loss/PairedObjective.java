package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;

/**
 * The differences of a term's residuals at points and at their partners, as a periodic condition
 * has them.
 *
 * @param here at the points
 * @param there at as many partners, in the same order
 */
record PairedObjective(TermObjective here, TermObjective there) implements LeastSquaresObjective {

  @Override
  public int samples() {
    return here.samples();
  }

  @Override
  public double[] losses(DenseNetwork network) {
    double[] losses = difference(here.residuals(network), there.residuals(network));
    for (int i = 0; i < losses.length; i++) {
      losses[i] *= losses[i];
    }
    return losses;
  }

  private static double[] difference(double[] left, double[] right) {
    double[] difference = new double[left.length];
    for (int i = 0; i < left.length; i++) {
      difference[i] = left[i] - right[i];
    }
    return difference;
  }

  @Override
  public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    SampleRows left = here.rows(network, credit, key).first();
    SampleRows right = there.rows(network, credit, key).first();
    List<RowBlock> blocks = new ArrayList<>();
    for (int k = 0; k < left.blocks().size(); k++) {
      ExplicitRows own = (ExplicitRows) left.blocks().get(k);
      INDArray rows = own.rows().sub(((ExplicitRows) right.blocks().get(k)).rows());
      blocks.add(new ExplicitRows(own.parameter(), rows, own.columns()));
    }
    return ResidualRows.squared(
        new SampleRows(
            network, difference(left.residuals(), right.residuals()), blocks, left.workspace()));
  }
}
