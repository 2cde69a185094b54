package org.sdze.pinn.loss;

import java.util.Arrays;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.SpatialOperator;

/**
 * The loss E_x[(N[u](x) − g(x))²] of a network as the solution of an equation, from which every
 * step draws its objective. Owns the buffers of the steps; used by one thread.
 */
public final class ResidualLoss {

  private final Equation equation;
  private final Set<SpatialOperator> operators;
  private final HardConstraint constraint;
  private final SourceTerm source;
  private final Domain domain;
  private final DirectionLaw directions;
  private final ResidualForm form;
  private final int batch;
  private final SpanFactor span;
  private final Workspace workspace;
  private final ResidualCheck check = new ResidualCheck();

  /**
   * A loss for one network.
   *
   * @param network the network N
   * @param equation N[u]
   * @param constraint from N to u
   * @param source g
   * @param domain the domain and the law of its points
   * @param directions the law of the directions
   * @param form how estimates become a loss; exact directions make it irrelevant
   * @param batch the number n of collocation points of a step, at least 1
   * @throws IllegalArgumentException if the batch is empty, the network's input is not the domain's
   *     dimension, the equation names no operators, or the unbiased form meets an odd count of
   *     directions
   */
  public ResidualLoss(
      DenseNetwork network,
      Equation equation,
      HardConstraint constraint,
      SourceTerm source,
      Domain domain,
      DirectionLaw directions,
      ResidualForm form,
      int batch) {
    Argument.given("network", network);
    Argument.given("equation", equation);
    Argument.given("constraint", constraint);
    Argument.given("source", source);
    Argument.given("domain", domain);
    Argument.given("directions", directions);
    Argument.given("form", form);
    Argument.atLeastOne("batch", batch);
    if (network.inputs() != domain.dimension()) {
      throw new IllegalArgumentException(
          Text.format(
              "the network has %d inputs, but the domain has dimension %d",
              network.inputs(), domain.dimension()));
    }
    this.equation = equation;
    this.operators = SpatialOperator.of(equation);
    this.constraint = constraint;
    this.source = source;
    this.domain = domain;
    this.form = directions.isExact() ? ResidualForm.BIASED : form;
    this.directions = this.form == ResidualForm.UNBIASED ? directions.half() : directions;
    this.batch = batch;
    this.span = new SpanFactor(network);
    this.workspace = new Workspace(network.dataType());
  }

  /**
   * The objective of one step: its points are drawn here, once. It is valid until the next one,
   * whose points take their place.
   *
   * @param key the key of the step
   * @throws IllegalArgumentException if the source does not give a finite number for each point
   */
  public ResidualObjective at(RandomKey key) {
    INDArray points = workspace.buffer("points", batch, domain.dimension());
    domain.draw(key.purpose(Purpose.POINTS), points);
    return new ResidualObjective(this, points, key.purpose(Purpose.DIRECTIONS));
  }

  /**
   * The objective of one step on points that somebody else has drawn; valid until the next one.
   *
   * @param points {@code [n, d]}, left as they are
   * @param key the key of the step
   * @throws IllegalArgumentException if the points have another dimension, or the source does not
   *     give a finite number for each of them
   */
  public ResidualObjective at(INDArray points, RandomKey key) {
    if (points.rank() != 2 || points.columns() != domain.dimension()) {
      throw new IllegalArgumentException(
          Text.format(
              "points must be of shape [n, %d], were %s",
              domain.dimension(), Arrays.toString(points.shape())));
    }
    INDArray own = workspace.buffer("points", points.rows(), points.columns());
    own.assign(points);
    return new ResidualObjective(this, own, key.purpose(Purpose.DIRECTIONS));
  }

  Equation equation() {
    return equation;
  }

  /** The operators that the equation names. */
  Set<SpatialOperator> operators() {
    return operators;
  }

  HardConstraint constraint() {
    return constraint;
  }

  SourceTerm source() {
    return source;
  }

  DirectionLaw directions() {
    return directions;
  }

  ResidualForm form() {
    return form;
  }

  /** What follows the first layer's weights: the only thing that it carries from step to step. */
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
