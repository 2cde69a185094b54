package org.sdze.examples.cli.plan;

import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

/**
 * This library's own training.
 *
 * @param config estimator, step rule, learning rate
 */
public record SdzeMethod(SdzeConfig config) implements MethodPlan {

  @Override
  public String name() {
    return "sdze";
  }

  @Override
  public Solve begin(RunPlan plan, Problem problem) {
    SolveConfig solve = solve(plan);
    return new Solve(problem, solve, plan.budget(), plan.seed(), plan.device(problem, solve));
  }

  /** The solve that a plan asks for. */
  SolveConfig solve(RunPlan plan) {
    return new SolveConfig(plan.network(), plan.loss(), config);
  }

  @Override
  public String estimate() {
    if (config.estimator() instanceof LowRank lowRank) {
      return Text.format(
          "rank-%d subspace, %d probe%s",
          lowRank.rank(), lowRank.probes(), lowRank.probes() == 1 ? "" : "s");
    }
    int units = ((UnitCredit) config.estimator()).units();
    return units == UnitCredit.ALL
        ? "unit credit of all units"
        : Text.format("unit credit of %s units", units);
  }

  @Override
  public int copies() {
    if (config.estimator() instanceof LowRank) {
      return 1; // from which moved parameters are restored
    }
    if (config.stepRule() instanceof GaussNewton rule) {
      return rule.momentum() > 0 ? 1 : 0;
    }
    return config.stepRule() instanceof Adam ? 2 : 0;
  }

  @Override
  public boolean hasRows() {
    return config.estimator() instanceof UnitCredit;
  }

  @Override
  public String advice() {
    String advice = Text.format("try a smaller --learning-rate (was %s)", config.learningRate());
    return config.stepRule() instanceof GaussNewton rule
        ? advice + Text.format(" or a larger --damping (was %s)", rule.damping())
        : advice;
  }
}
