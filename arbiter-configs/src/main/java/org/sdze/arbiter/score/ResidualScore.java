package org.sdze.arbiter.score;

import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.ReferenceProblem;

/**
 * The norm of the residual, √(E[(N[u](x) − g(x))²]) over validation points, with exact operators.
 * It needs no solution.
 *
 * @param points the number of validation points, at least 1
 */
public record ResidualScore(@JsonProperty("points") int points) implements PinnScore {

  @JsonCreator
  public ResidualScore {
    if (points < 1) {
      throw new IllegalArgumentException("points must be at least 1, was " + points);
    }
  }

  @Override
  public double of(PinnModel model) {
    ReferenceProblem problem = model.problem();
    DenseNetwork network = DenseNetworks.of(model.network(), model.inputScale());
    ResidualLoss loss =
        new ResidualLoss(
            network,
            problem.equation(),
            PinnModel.CONSTRAINT,
            problem::source,
            new UnitBall(problem.dimension()),
            SpanDirections.all(),
            ResidualForm.BIASED,
            1);
    double[] sum = {0};
    model.forEachValidationPoint(
        points,
        x -> {
          for (double squared : loss.at(x, model.root()).losses(network)) {
            sum[0] += squared;
          }
        });
    return Math.sqrt(sum[0] / points);
  }
}
