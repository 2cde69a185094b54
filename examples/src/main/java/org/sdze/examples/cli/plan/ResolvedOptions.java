package org.sdze.examples.cli.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sdze.pinn.solve.Settings;

/** A plan written back as options, with every default in place. */
public final class ResolvedOptions {

  private ResolvedOptions() {}

  /** The options that have a meaning in the plan, by their names without hyphens in front. */
  public static Map<String, Object> of(RunPlan plan) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("problem", plan.problem().name());
    options.put("dim", plan.network().dimension());
    options.putAll(Settings.written(Settings.of(plan.network().shape())));
    options.putAll(Settings.written(Settings.of(plan.loss())));
    options.putAll(plan.method().options());
    options.putAll(Settings.of(plan.budget()));
    options.put("seed", plan.seed());
    options.put("test-points", plan.testPoints());
    return options;
  }
}
