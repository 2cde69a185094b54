package org.sdze.arbiter.score;

import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.solve.Solve;

/**
 * The norm of the residual, √(E[(N[u](x) − g(x))²]) over validation points, with exact operators.
 * It needs no solution.
 *
 * @param points the number of validation points, at least 1
 */
public record ResidualScore(@JsonProperty("points") int points) implements PinnScore {

  @JsonCreator
  public ResidualScore {
    Argument.atLeastOne("points", points);
  }

  @Override
  public double of(Solve solve) {
    return solve.residualNorm(points);
  }
}
