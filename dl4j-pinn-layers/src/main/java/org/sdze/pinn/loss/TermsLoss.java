package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.loss.WeightedTerms.Term;
import org.sdze.pinn.problem.Problem;

/**
 * The loss of any problem: operators of any order along fixed lines, exactly, any number of
 * outputs, equations and conditions (docs/method.md §7a).
 */
public final class TermsLoss implements Loss {

  private final Problem problem;
  private final int batch;
  private final List<TermResidual> residuals = new ArrayList<>();
  private final List<@Nullable TermResidual> partners = new ArrayList<>(); // of periodic terms
  private final Workspace workspace;

  TermsLoss(DenseNetwork network, Problem problem, int batch) {
    this.problem = problem;
    this.batch = batch;
    this.workspace = new Workspace(network.dataType());
    for (org.sdze.pinn.problem.Term term : problem.terms()) {
      residuals.add(new TermResidual(network, problem, term));
      partners.add(term.partner() == null ? null : new TermResidual(network, problem, term));
    }
  }

  @Override
  public LeastSquaresObjective at(RandomKey key) {
    return at(drawn(0, key), 0, key);
  }

  @Override
  public LeastSquaresObjective at(INDArray points, RandomKey key) {
    if (points.rank() != 2 || points.columns() != problem.inputs()) {
      throw new IllegalArgumentException(
          Text.format(
              "points must be of shape [n, %d], were %s",
              problem.inputs(), Arrays.toString(points.shape())));
    }
    INDArray own = workspace.buffer("points of term 0", points.rows(), points.columns());
    return at(own.assign(points), 0, key);
  }

  private LeastSquaresObjective at(INDArray points, int first, RandomKey key) {
    List<Term> terms = new ArrayList<>();
    for (int k = 0; k < residuals.size(); k++) {
      org.sdze.pinn.problem.Term term = problem.terms().get(k);
      // the loss is a sum over a term's equations, an objective's a mean over its residuals
      double weight = term.weight() * term.equations().size();
      INDArray at = k == first ? points : drawn(k, key);
      terms.add(new Term(objective(k, term, at), weight));
    }
    return terms.size() == 1 && terms.get(0).weight() == 1
        ? terms.get(0).objective()
        : new WeightedTerms(terms);
  }

  private LeastSquaresObjective objective(int k, org.sdze.pinn.problem.Term term, INDArray points) {
    TermObjective here = new TermObjective(residuals.get(k), points);
    TermResidual partner = partners.get(k);
    return term.partner() == null || partner == null
        ? here
        : new PairedObjective(here, new TermObjective(partner, term.partner().of(points)));
  }

  private INDArray drawn(int k, RandomKey key) {
    org.sdze.pinn.problem.Term term = problem.terms().get(k);
    INDArray points = workspace.buffer("points of term " + k, term.points(batch), problem.inputs());
    RandomKey own = key.purpose(Purpose.POINTS);
    term.where().draw(k == 0 ? own : own.index(k), points);
    return points;
  }

  @Override
  public @Nullable SpanFactor span() {
    return null;
  }
}
