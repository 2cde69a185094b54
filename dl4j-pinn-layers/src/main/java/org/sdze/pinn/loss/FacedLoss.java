package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Term;

/**
 * The loss of an equation in u, Δu and ‖∇u‖² with values given on faces: that of the equation along
 * directions, and beside it each condition's on points of its own, whose rows are stacked. In many
 * dimensions rows stay in factors, where those along lines would be written out.
 */
public final class FacedLoss implements Loss {

  private final Problem problem;
  private final int batch;
  private final List<ResidualLoss> parts;
  private final Workspace workspace;

  /**
   * A loss.
   *
   * @param batch the points of a step in the domain
   * @param parts the loss of every term by itself, all with the same span
   */
  FacedLoss(DenseNetwork network, Problem problem, int batch, List<ResidualLoss> parts) {
    this.problem = problem;
    this.batch = batch;
    this.parts = List.copyOf(parts);
    this.workspace = new Workspace(network.dataType());
  }

  @Override
  public LeastSquaresObjective at(RandomKey key) {
    return objective(drawn(0, batch, key), key);
  }

  @Override
  public LeastSquaresObjective at(INDArray points, RandomKey key) {
    Loss.requirePoints(points, problem);
    return objective(points, key);
  }

  private LeastSquaresObjective objective(INDArray points, RandomKey key) {
    List<WeightedTerms.Term> terms = new ArrayList<>();
    for (int k = 0; k < parts.size(); k++) {
      INDArray own = k == 0 ? points : drawn(k, points.rows(), key);
      terms.add(
          new WeightedTerms.Term(
              parts.get(k).at(own, key.index(k)), problem.terms().get(k).weight()));
    }
    return new WeightedTerms(terms);
  }

  private INDArray drawn(int k, int of, RandomKey key) {
    Term term = problem.terms().get(k);
    INDArray points = workspace.buffer("points of term " + k, term.points(of), problem.inputs());
    RandomKey own = key.purpose(Purpose.POINTS);
    term.where().draw(k == 0 ? own : own.index(k), points);
    return points;
  }

  @Override
  public SpanFactor span() {
    return parts.get(0).span();
  }
}
