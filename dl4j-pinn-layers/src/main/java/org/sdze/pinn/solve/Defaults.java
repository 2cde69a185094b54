package org.sdze.pinn.solve;

import org.sdze.optimizer.setting.Choices;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemShape;

/** What a solve does where nobody says otherwise; {@link SolveSettings} decides it. */
public final class Defaults {

  private Defaults() {}

  /** Everything for a problem. */
  public static SolveConfig of(Problem problem) {
    return SolveSettings.config(SolveSettings.choices(ProblemShape.of(problem)));
  }

  /**
   * Everything for a problem of one equation in u, Δu and ‖∇u‖² in {@code dimension} dimensions.
   */
  public static SolveConfig of(int dimension) {
    return SolveSettings.config(SolveSettings.choices(dimension));
  }

  /** The network with {@code depth} hidden layers. */
  public static NetworkConfig network(int dimension, int depth) {
    Choices choices = SolveSettings.choices(dimension).with(SolveSettings.DEPTH, depth);
    return SolveSettings.config(choices).network();
  }
}
