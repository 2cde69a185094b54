package org.sdze.pinn.solve;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;

/**
 * What a solve was asked for, by the names that the command line, result files and checkpoints have
 * for it. Two solves with the same settings, seed and arithmetic give the same bits.
 */
public final class Settings {

  /** Stands for everything there is. */
  public static final String ALL = "all";

  private Settings() {}

  /** Those of network, loss and training; only those that have a meaning. */
  public static Map<String, Object> of(SolveConfig config) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.putAll(of(config.network()));
    settings.putAll(of(config.loss()));
    settings.putAll(of(config.training()));
    return settings;
  }

  /** The network's. */
  public static Map<String, Object> of(NetworkConfig network) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("width", network.width());
    settings.put("depth", network.depth());
    settings.put("activation", word(network.activation()));
    settings.put("input-scale", network.inputScale());
    settings.put("precision", word(network.precision()));
    return settings;
  }

  /** The loss's. */
  public static Map<String, Object> of(LossConfig loss) {
    DirectionLaw law = loss.directions();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("batch", loss.batch());
    settings.put("directions", directions(law));
    settings.put("direction-count", law.isExact() ? ALL : count(law));
    settings.put("residual", law.isExact() ? "exact" : word(loss.residual()));
    return settings;
  }

  /** The word for a law of directions. */
  public static String directions(DirectionLaw law) {
    return law instanceof RandomDirections random ? word(random.kind()) : "span";
  }

  /** V, the number of directions of a law that is not exact. */
  public static int count(DirectionLaw law) {
    return law instanceof RandomDirections random ? random.count() : ((SpanDirections) law).count();
  }

  /** The training's. */
  public static Map<String, Object> of(SdzeConfig training) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("estimator", estimator(training.estimator()));
    if (training.estimator() instanceof UnitCredit credit) {
      settings.put("units", credit.units() == UnitCredit.ALL ? ALL : credit.units());
      settings.put("smoothing", credit.smoothing());
      settings.put("two-sided", credit.twoSided());
    } else if (training.estimator() instanceof LowRank lowRank) {
      settings.put("rank", lowRank.rank());
      settings.put("refresh", lowRank.refreshInterval());
      settings.put("probes", lowRank.probes());
      settings.put("smoothing", lowRank.smoothing());
    }
    settings.put("step-rule", rule(training.stepRule()));
    if (training.stepRule() instanceof GaussNewton rule) {
      settings.put("damping", rule.damping());
      settings.put("momentum", rule.momentum());
    } else if (training.stepRule() instanceof Sgd rule) {
      settings.put("momentum", rule.momentum());
    }
    settings.put("learning-rate", training.learningRate());
    settings.put("schedule", word(training.schedule()));
    return settings;
  }

  /** The budget's. */
  public static Map<String, Object> of(Budget budget) {
    return budget instanceof Budget.Steps steps
        ? Map.of("steps", steps.count())
        : Map.of("time", ((Budget.Seconds) budget).limit());
  }

  private static String estimator(Estimator estimator) {
    return estimator instanceof LowRank ? "low-rank" : "units";
  }

  private static String rule(StepRule rule) {
    if (rule instanceof GaussNewton) {
      return "gauss-newton";
    } else if (rule instanceof FactoredMoments) {
      return "factored";
    }
    return rule instanceof Adam ? "adam" : "sgd";
  }

  /** A constant as a word: lower case, with hyphens. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
