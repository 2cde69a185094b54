package org.sdze.pinn.loss;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemKind;

/**
 * How many points a step has, and how their residuals are known. Immutable.
 *
 * @param batch n, the number of collocation points of a step, at least 1
 * @param directions the law of the spatial directions
 * @param residual how an estimated residual becomes a loss; without effect on an exact one
 * @param weights of conditions beside the constraint
 */
public record LossConfig(
    int batch, DirectionLaw directions, ResidualForm residual, TermWeights weights)
    implements Serializable {

  public LossConfig {
    Argument.atLeastOne("batch", batch);
    Argument.given("directions", directions);
    Argument.given("residual", residual);
    Argument.given("weights", weights);
  }

  /** With the weights that a problem states. */
  public LossConfig(int batch, DirectionLaw directions, ResidualForm residual) {
    this(batch, directions, residual, TermWeights.STATED);
  }

  /** Exact operators of so many points. */
  public static LossConfig exact(int batch) {
    return new LossConfig(batch, SpanDirections.all(), ResidualForm.BIASED);
  }

  /**
   * The loss of a network as the solution of a problem. Where that is one equation in u, Δu and
   * ‖∇u‖², all of whose conditions the constraint holds, or in many dimensions are values on faces,
   * its operators are collapsed along this law's directions; elsewhere they are exact along lines
   * of their own.
   *
   * @throws IllegalArgumentException if the network's inputs or outputs are not the problem's, or
   *     as {@link #collapsed} does
   */
  public Loss of(Problem problem, DenseNetwork network) {
    Argument.given("problem", problem);
    Argument.given("network", network);
    if (problem.kind().isByLines()) {
      return byLines(problem, network);
    }
    return problem.kind() == ProblemKind.FACED
        ? faced(problem, network)
        : collapsed(problem, network);
  }

  private FacedLoss faced(Problem problem, DenseNetwork network) {
    SpanFactor span = new SpanFactor(network);
    List<ResidualLoss> parts =
        IntStream.range(0, problem.terms().size())
            .mapToObj(k -> new ResidualLoss(network, problem.ofTerm(k), this, span))
            .toList();
    return new FacedLoss(network, problem, batch, parts);
  }

  /**
   * The loss of any problem, whose operators are exact along lines of their own.
   *
   * @throws IllegalArgumentException if the network's inputs or outputs are not the problem's
   */
  public TermsLoss byLines(Problem problem, DenseNetwork network) {
    return new TermsLoss(network, problem, batch, weights);
  }

  /**
   * The loss of a problem of one equation in u, Δu and ‖∇u‖².
   *
   * @throws IllegalArgumentException if the network's input is not the problem's dimension, the
   *     equation names no operators or others, or the unbiased form meets an odd count of
   *     directions
   */
  public ResidualLoss collapsed(Problem problem, DenseNetwork network) {
    return new ResidualLoss(network, problem, this, new SpanFactor(network));
  }
}
