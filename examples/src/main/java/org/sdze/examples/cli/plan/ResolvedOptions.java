package org.sdze.examples.cli.plan;

import static org.sdze.examples.cli.plan.OptionText.ALL;
import static org.sdze.examples.cli.plan.OptionText.nameOf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sdze.optimizer.train.Budget;

/** A plan written back as options, with every default in place. */
public final class ResolvedOptions {

  private ResolvedOptions() {}

  /** The options that have a meaning in the plan, by their names without hyphens in front. */
  public static Map<String, Object> of(RunPlan plan) {
    Map<String, Object> options = new LinkedHashMap<>();
    NetworkPlan network = plan.network();
    options.put("problem", plan.problem());
    options.put("dim", network.dimension());
    options.put("width", network.width());
    options.put("depth", network.depth());
    options.put("activation", nameOf(network.activation()));
    options.put("input-scale", network.inputScale());
    options.put("precision", nameOf(network.precision()));
    LossPlan loss = plan.loss();
    options.put("batch", loss.batch());
    options.put("directions", nameOf(loss.directions()));
    options.put("direction-count", loss.isExact() ? ALL : loss.directionCount());
    options.put("residual", loss.isExact() ? "exact" : nameOf(loss.residual()));
    options.putAll(plan.method().options());
    if (plan.budget() instanceof Budget.Steps steps) {
      options.put("steps", steps.count());
    } else if (plan.budget() instanceof Budget.Seconds time) {
      options.put("time", time.limit());
    }
    options.put("seed", plan.seed());
    options.put("test-points", plan.testPoints());
    return options;
  }
}
