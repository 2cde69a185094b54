package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.credit.TaylorCredit;
import org.sdze.pinn.equation.TrialJets;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.TaylorPass;

/** The residuals of a term's equations at the points of one step; E of them at each of n points. */
final class TermObjective implements LeastSquaresObjective {

  private final TermResidual residual;
  private final INDArray points;
  private final TrialJets trial;
  private final double[][] sources;

  TermObjective(TermResidual residual, INDArray points) {
    this.residual = residual;
    this.points = points;
    this.trial = residual.trial(points);
    this.sources = residual.sources(points);
  }

  @Override
  public int samples() {
    return sources.length * trial.count();
  }

  @Override
  public double[] losses(DenseNetwork network) {
    double[] losses = residuals(network);
    for (int i = 0; i < losses.length; i++) {
      losses[i] *= losses[i];
    }
    return losses;
  }

  /** r, {@code [E n]}. */
  double[] residuals(DenseNetwork network) {
    return ScratchMemory.part(
        () -> residual.at(points, trial, sources, jets(new TaylorPass(network, input()))));
  }

  private Jet input() {
    return residual.input(points);
  }

  private PointJets jets(TaylorPass pass) {
    return PointJets.of(residual.plan(), pass.output());
  }

  @Override
  public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    if (credit.units() < UnitCredit.ALL) {
      throw new IllegalArgumentException(
          "exact lines take all units of a layer, but units was " + credit.units());
    }
    TaylorPass pass = new TaylorPass(network, input());
    PointJets jets = jets(pass);
    double[] residuals = residual.at(points, trial, sources, jets);
    List<Jet> by = residual.sensitivity(points, trial, residuals, jets);
    List<INDArray> written = new TaylorCredit(pass, by).rows();
    List<RowBlock> blocks = new ArrayList<>();
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      int columns = parameters.get(k).columns();
      blocks.add(
          new ExplicitRows(
              parameters.get(k), written.get(k), IntStream.range(0, columns).toArray()));
    }
    return ResidualRows.squared(
        new SampleRows(network, residuals, blocks, new Workspace(network.dataType())));
  }
}
