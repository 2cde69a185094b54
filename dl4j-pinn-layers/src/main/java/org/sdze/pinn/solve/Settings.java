package org.sdze.pinn.solve;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionKind;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.TermWeights;

/**
 * What a solve was asked for, by setting: the other way round than {@link SolveSettings#config}.
 * Two solves with the same settings, seed and arithmetic give the same bits.
 */
public final class Settings {

  private Settings() {}

  /** Those of network, loss and training that have a meaning. */
  public static Map<Setting<?>, Object> of(SolveConfig config) {
    Map<Setting<?>, Object> settings = new LinkedHashMap<>(of(config.network()));
    settings.putAll(of(config.loss()));
    settings.putAll(of(config.training()));
    return settings;
  }

  /** The network's. */
  public static Map<Setting<?>, Object> of(NetworkConfig network) {
    Map<Setting<?>, Object> settings = new LinkedHashMap<>();
    settings.put(SolveSettings.WIDTH, network.width());
    settings.put(SolveSettings.DEPTH, network.depth());
    settings.put(SolveSettings.ACTIVATION, network.activation());
    settings.put(SolveSettings.INPUT_SCALE, network.inputScale());
    settings.put(SolveSettings.PRECISION, network.precision());
    return settings;
  }

  /** The loss's. */
  public static Map<Setting<?>, Object> of(LossConfig loss) {
    Map<Setting<?>, Object> settings = new LinkedHashMap<>();
    settings.put(SolveSettings.BATCH, loss.batch());
    if (!loss.weights().equals(TermWeights.STATED)) { // which has no meaning where none are
      settings.put(SolveSettings.WEIGHTS, loss.weights().kind());
      settings.put(SolveSettings.CONDITION_WEIGHT, loss.weights().factor());
    }
    settings.put(SolveSettings.DIRECTIONS, DirectionKind.of(loss.directions()));
    int count =
        loss.directions() instanceof RandomDirections random
            ? random.count()
            : ((SpanDirections) loss.directions()).count();
    settings.put(SolveSettings.DIRECTION_COUNT, count);
    boolean hasForms = count % 2 == 0 || loss.residual() == ResidualForm.UNBIASED;
    if (!loss.directions().isExact() && hasForms) {
      settings.put(SolveSettings.RESIDUAL, loss.residual());
    }
    return settings;
  }

  /** The training's. */
  public static Map<Setting<?>, Object> of(SdzeConfig training) {
    Map<Setting<?>, Object> settings = new LinkedHashMap<>();
    if (training.estimator() instanceof UnitCredit credit) {
      settings.put(SolveSettings.CREDIT, Credit.UNITS);
      settings.put(SolveSettings.UNITS, credit.units());
      settings.put(SolveSettings.SMOOTHING, credit.smoothing());
      settings.put(SolveSettings.TWO_SIDED, credit.twoSided());
    } else if (training.estimator() instanceof LowRank lowRank) {
      settings.put(SolveSettings.CREDIT, Credit.LOW_RANK);
      settings.put(SolveSettings.RANK, lowRank.rank());
      settings.put(SdzeSettings.REFRESH_INTERVAL, lowRank.refreshInterval());
      settings.put(SdzeSettings.PROBES, lowRank.probes());
      settings.put(SolveSettings.SMOOTHING, lowRank.smoothing());
    }
    settings.put(SolveSettings.RULE, rule(training.stepRule()));
    if (training.stepRule() instanceof GaussNewton rule) {
      settings.put(SolveSettings.DAMPING, rule.damping());
      settings.put(SolveSettings.MOMENTUM, rule.momentum());
      if (rule.isFollowing()) {
        settings.put(SolveSettings.KEPT_STEPS, rule.keptSteps());
      }
    } else if (training.stepRule() instanceof Sgd rule) {
      settings.put(SolveSettings.MOMENTUM, rule.momentum());
    }
    settings.put(SolveSettings.LEARNING_RATE, training.learningRate());
    settings.put(SolveSettings.SCHEDULE, training.schedule());
    return settings;
  }

  private static Rule rule(StepRule rule) {
    if (rule instanceof GaussNewton) {
      return Rule.GAUSS_NEWTON;
    } else if (rule instanceof FactoredMoments) {
      return Rule.FACTORED;
    }
    return rule instanceof Adam ? Rule.ADAM : Rule.SGD;
  }

  /** The budget's, by the names of options. */
  public static Map<String, Object> of(Budget budget) {
    return budget instanceof Budget.Steps steps
        ? Map.of("steps", steps.count())
        : Map.of("time", ((Budget.Seconds) budget).limit());
  }

  /** Values as files have them, by the names of options. */
  public static Map<String, Object> written(Map<Setting<?>, Object> settings) {
    Map<String, Object> written = new LinkedHashMap<>();
    settings.forEach((setting, value) -> written.put(setting.key(), setting.written(value)));
    return written;
  }
}
