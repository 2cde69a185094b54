package org.sdze.arbiter.search;

import java.util.HashMap;
import java.util.Map;
import org.sdze.arbiter.space.DirectionSpace;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.solve.SolveConfig;

/** The settings of an equation's candidate, by the names that a search's file has for them. */
final class EquationSettings {

  /** As a file's numbers are read and computed with. */
  private static final double ROUNDING = 1e-9;

  private EquationSettings() {}

  /**
   * The settings of a candidate like the default one: with the whole span, unit credit and
   * Gauss–Newton; of another one, only those that all have.
   */
  static Map<String, Object> of(SolveConfig candidate) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("width", candidate.network().width());
    settings.put("depth", candidate.network().depth());
    settings.put("activation", candidate.network().activation());
    settings.put("inputScale", candidate.network().inputScale());
    settings.put("batch", candidate.loss().batch());
    settings.put("learningRate", candidate.training().learningRate());
    settings.put("schedule", candidate.training().schedule());
    if (candidate.loss().directions().equals(SpanDirections.all())) {
      settings.put("directions", DirectionSpace.Law.SPAN);
    }
    if (candidate.training().estimator() instanceof UnitCredit credit) {
      settings.put("credit", Credit.UNITS);
      settings.put("units", credit.units());
      settings.put("smoothing", credit.smoothing());
      settings.put("twoSided", credit.twoSided());
    }
    if (candidate.training().stepRule() instanceof GaussNewton rule) {
      settings.put("rule", Rule.GAUSS_NEWTON);
      settings.put("damping", rule.damping());
      settings.put("momentum", rule.momentum());
    }
    return settings;
  }

  /** Whether two candidates have the same settings, up to the rounding of numbers. */
  static boolean areSame(Map<String, Object> some, Map<String, Object> others) {
    return some.keySet().equals(others.keySet())
        && some.entrySet().stream()
            .allMatch(setting -> isSame(setting.getValue(), others.get(setting.getKey())));
  }

  private static boolean isSame(Object one, Object other) {
    if (one instanceof Double number && other instanceof Double close) {
      return Math.abs(number - close) <= ROUNDING * Math.abs(number);
    }
    return one.equals(other);
  }
}
