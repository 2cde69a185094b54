package org.sdze.arbiter.space;

import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.setting.Task;

/**
 * The updaters {@link Sdze} over any of the {@link SdzeSettings}, for {@code MultiLayerSpace},
 * {@code ComputationGraphSpace} or a layer of theirs:
 *
 * <pre>{@code
 * .updater(new SdzeSpace()
 *     .with(SdzeSettings.CREDIT, Credit.NOISE, Credit.LOW_RANK)
 *     .with(SdzeSettings.RANK, new IntegerParameterSpace(2, 16))
 *     .with(SdzeSettings.LEARNING_RATE,
 *         new ContinuousParameterSpace(new LogUniformDistribution(1e-4, 1e-1))))
 * }</pre>
 *
 * <p>What is trained is not known here: a value is left out where it would have no effect whatever
 * that is.
 */
public final class SdzeSpace extends SettingSpace<IUpdater, SdzeSpace> {

  private static final String RATE = SdzeSettings.LEARNING_RATE.name();
  private static final String SCHEDULE = "schedule";
  private static final String SEED = "seed";

  /** A space that leaves every setting to {@link Sdze}. */
  public SdzeSpace() {
    super(SdzeSettings.CATALOGUE);
  }

  /** The same with a schedule of the learning rate, in place of a constant one. */
  public SdzeSpace withSchedule(ParameterSpace<ISchedule> schedule) {
    return with(RATE, null).with(SCHEDULE, schedule);
  }

  /** The same with a root of all random numbers. */
  public SdzeSpace withSeed(ParameterSpace<Long> seed) {
    return with(SEED, seed);
  }

  /** The same with a root of all random numbers. */
  public SdzeSpace withSeed(long seed) {
    return withSeed(new FixedValue<>(seed));
  }

  @Override
  SdzeSpace empty() {
    return new SdzeSpace();
  }

  @Override
  boolean isOwn(String name) {
    return Set.of(SCHEDULE, SEED).contains(name);
  }

  @Override
  boolean isActive(Setting<?> setting, Choices choices) {
    return choices.isActive(setting) || ofResiduals(choices).isActive(setting);
  }

  private static Choices ofResiduals(Choices choices) {
    return choices.with(SdzeSettings.TASK, Task.RESIDUALS);
  }

  /**
   * The updater at a point.
   *
   * @throws IllegalArgumentException if a value is out of its range, such as a momentum of 1
   */
  @Override
  public Sdze getValue(double[] point) {
    Choices choices = choices(point);
    Sdze.Builder sdze = Sdze.builder();
    for (Setting<?> setting : SdzeSettings.CATALOGUE.settings()) {
      if (numParameters() == 0
          || choices.isTaken(setting)
          || ofResiduals(choices).isTaken(setting)) {
        set(sdze, setting, choices);
      }
    }
    if (own(SCHEDULE, point) instanceof ISchedule schedule) {
      sdze.learningRate(schedule);
    }
    if (own(SEED, point) instanceof Number seed) {
      sdze.seed(seed.longValue());
    }
    return sdze.build();
  }

  private static <V> void set(Sdze.Builder sdze, Setting<V> setting, Choices choices) {
    V value = choices.given(setting);
    if (value != null) {
      sdze.set(setting, value);
    }
  }
}
