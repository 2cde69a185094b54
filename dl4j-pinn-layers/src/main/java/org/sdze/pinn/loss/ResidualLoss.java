package org.sdze.pinn.loss;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.operator.OperatorPlan;
import org.sdze.pinn.problem.Problem;

/**
 * The loss E_x[(N[u](x) − g(x))²] of a network as the solution of an equation, from which every
 * step draws its objective. Owns the buffers of the steps; used by one thread.
 */
public final class ResidualLoss implements Loss {

  private final Problem problem;
  private final OperatorPlan plan;
  private final DirectionLaw directions;
  private final ResidualForm form;
  private final int batch;
  private final SpanFactor span;
  private final Workspace workspace;
  private final ResidualCheck check = new ResidualCheck();

  /**
   * A loss.
   *
   * @param span follows the network's first layer
   */
  ResidualLoss(DenseNetwork network, Problem problem, LossConfig config, SpanFactor span) {
    Argument.given("network", network);
    Argument.given("problem", problem);
    if (network.inputs() != problem.inputs()) {
      throw Argument.refused(
          "the network has %d inputs, but the domain has dimension %d",
          network.inputs(), problem.inputs());
    }
    network.withOneOutput();
    this.problem = problem;
    this.plan = Equation.plan(problem.equation());
    if (!problem.beyondSums().isEmpty()) {
      throw Argument.refused(
          "the equation \"%s\" asks for %s, but sums over directions without their terms are"
              + " enough for u, Δu and ‖∇u‖² alone",
          problem.equation().name(), problem.beyondSums().get(0));
    }
    DirectionLaw law = config.directions();
    this.form = law.isExact() ? ResidualForm.BIASED : config.residual();
    this.directions = form == ResidualForm.UNBIASED ? law.half() : law;
    this.batch = config.batch();
    this.span = span;
    this.workspace = new Workspace(network.dataType());
  }

  @Override
  public ResidualObjective at(RandomKey key) {
    INDArray points = workspace.buffer("points", batch, problem.inputs());
    problem.domain().draw(key.purpose(Purpose.POINTS), points);
    return new ResidualObjective(this, points, key.purpose(Purpose.DIRECTIONS));
  }

  @Override
  public ResidualObjective at(INDArray points, RandomKey key) {
    Loss.requirePoints(points, problem);
    INDArray own = workspace.buffer("points", points.rows(), points.columns());
    own.assign(points);
    return new ResidualObjective(this, own, key.purpose(Purpose.DIRECTIONS));
  }

  Problem problem() {
    return problem;
  }

  /** What the equation asks for. */
  OperatorPlan plan() {
    return plan;
  }

  DirectionLaw directions() {
    return directions;
  }

  ResidualForm form() {
    return form;
  }

  @Override
  public SpanFactor span() {
    return span;
  }

  ResidualCheck check() {
    return check;
  }

  Workspace workspace() {
    return workspace;
  }
}
