package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.credit.JetRows;
import org.sdze.pinn.direction.DirectionLaw.DirectionDraw;
import org.sdze.pinn.domain.SquaredRadii;
import org.sdze.pinn.equation.SpatialOperator;
import org.sdze.pinn.jet.JetPass;

/**
 * The residual of an equation on the points and along the directions of one step.
 *
 * <p>Points, source and directions are drawn once, when it is made: every evaluation sees the same
 * ones, whatever the parameters are.
 */
public final class ResidualObjective implements LeastSquaresObjective {

  private final ResidualLoss loss;
  private final INDArray points;
  private final List<DirectionDraw> draws = new ArrayList<>();
  private final PointResidual residual;

  ResidualObjective(ResidualLoss loss, INDArray points, RandomKey directionKey) {
    this.loss = loss;
    this.points = points;
    int halves = loss.form() == ResidualForm.UNBIASED ? 2 : 1;
    for (int half = 0; half < halves; half++) {
      draws.add(
          loss.directions().draw(directionKey.index(half), points.columns(), points.dataType()));
    }
    this.residual =
        new PointResidual(
            loss.equation(),
            loss.constraint(),
            loss.source().at(points),
            SquaredRadii.of(points),
            loss.dimension());
  }

  @Override
  public int samples() {
    return Math.toIntExact(points.rows());
  }

  /** The collocation points, {@code [n, d]}; not to be changed. */
  public INDArray points() {
    return points;
  }

  @Override
  public double[] losses(DenseNetwork network) {
    double[] losses = residuals(network, 0);
    double[] second = draws.size() == 1 ? losses.clone() : residuals(network, 1);
    for (int i = 0; i < losses.length; i++) {
      losses[i] *= second[i];
    }
    return losses;
  }

  private double[] residuals(DenseNetwork network, int half) {
    return residual.at(pass(network, half).output());
  }

  @Override
  public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    long n = points.rows();
    INDArray gram = loss.workspace().buffer("point gram", n, n);
    Nd4j.gemm(points, points, gram, false, true, 1, 0);
    SampleRows first = sampleRows(network, 0, credit, key, gram);
    return draws.size() == 1
        ? ResidualRows.squared(first)
        : new ResidualRows(first, sampleRows(network, 1, credit, key, gram));
  }

  private SampleRows sampleRows(
      DenseNetwork network, int half, UnitCredit credit, RandomKey key, INDArray gram) {
    JetPass pass = pass(network, half);
    return JetRows.of(
        pass,
        residual.at(pass.output()),
        residual.sensitivity(pass.output(), points.dataType()),
        credit,
        key,
        loss.span(),
        gram,
        workspace(half).scope("credit"));
  }

  private JetPass pass(DenseNetwork network, int half) {
    if (network != loss.span().network()) {
      throw new IllegalArgumentException("this objective belongs to another network");
    }
    return new JetPass(
        network,
        points,
        draws.get(half).through(loss.span()),
        loss.equation().operators().contains(SpatialOperator.SQUARED_GRADIENT_NORM),
        workspace(half));
  }

  private Workspace workspace(int half) {
    return loss.workspace().scope("half " + half);
  }
}
