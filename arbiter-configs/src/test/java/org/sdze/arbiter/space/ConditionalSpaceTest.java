package org.sdze.arbiter.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.setting.Catalogue;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.pinn.direction.DirectionKind;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.TermWeights;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.Precision;
import org.sdze.pinn.solve.SolveSettings;

/** What every conditional space promises. A new one joins the list. */
class ConditionalSpaceTest {

  private static ContinuousParameterSpace uniform(double from, double to) {
    return new ContinuousParameterSpace(from, to);
  }

  private static ContinuousParameterSpace logarithmic(double from, double to) {
    return new ContinuousParameterSpace(new LogUniformDistribution(from, to));
  }

  /** A space over every setting of the updater. */
  static SdzeSpace updaters() {
    return new SdzeSpace()
        .with(SdzeSettings.CREDIT, Credit.UNITS, Credit.NOISE, Credit.LOW_RANK)
        .with(SdzeSettings.PROBES, new IntegerParameterSpace(1, 8))
        .with(SdzeSettings.SMOOTHING, logarithmic(1e-4, 1e-1))
        .with(SdzeSettings.RANK, new IntegerParameterSpace(1, 32))
        .with(SdzeSettings.REFRESH_INTERVAL, new IntegerParameterSpace(1, 200))
        .with(SdzeSettings.FEEDBACK, new BooleanSpace())
        .with(SdzeSettings.RULE, Rule.GAUSS_NEWTON, Rule.FACTORED, Rule.ADAM, Rule.SGD)
        .with(SdzeSettings.MOMENTUM, uniform(0, 0.99))
        .with(SdzeSettings.DAMPING, logarithmic(1e-6, 1))
        .with(SdzeSettings.UNITS, new IntegerParameterSpace(1, 64))
        .with(SdzeSettings.AVERAGING, new BooleanSpace())
        .with(SdzeSettings.GUARD, new BooleanSpace())
        .with(SdzeSettings.GUARD_FACTOR, uniform(2, 200))
        .with(SdzeSettings.GUARD_RETRIES, new IntegerParameterSpace(0, 9))
        .with(SdzeSettings.MEMORY_LIMIT, new IntegerParameterSpace(16, 4096))
        .with(SdzeSettings.LEARNING_RATE, logarithmic(1e-4, 1))
        .withSeed(new DiscreteParameterSpace<>(1L << 40, 1L << 41));
  }

  /** A space over every setting of a solve. */
  static SolveSpace equations() {
    return new SolveSpace(10)
        .with(SolveSettings.WIDTH, new IntegerParameterSpace(4, 512))
        .with(SolveSettings.DEPTH, new IntegerParameterSpace(1, 4))
        .with(SolveSettings.ACTIVATION, Activation.TANH, Activation.SINE, Activation.GELU)
        .with(SolveSettings.INPUT_SCALE, uniform(0.5, 5))
        .with(SolveSettings.PRECISION, Precision.FLOAT, Precision.DOUBLE)
        .with(SolveSettings.BATCH, new IntegerParameterSpace(10, 400))
        .with(SolveSettings.WEIGHTS, TermWeights.Kind.STATED, TermWeights.Kind.BALANCED)
        .with(SolveSettings.CONDITION_WEIGHT, logarithmic(1e-2, 1e2))
        .with(
            SolveSettings.DIRECTIONS,
            DirectionKind.SPAN,
            DirectionKind.RADEMACHER,
            DirectionKind.GAUSSIAN,
            DirectionKind.COORDINATE)
        .with(SolveSettings.DIRECTION_COUNT, new IntegerParameterSpace(1, 16))
        .with(SolveSettings.RESIDUAL, ResidualForm.UNBIASED, ResidualForm.BIASED)
        .with(SolveSettings.CREDIT, Credit.UNITS, Credit.LOW_RANK)
        .with(SolveSettings.UNITS, new IntegerParameterSpace(1, 64))
        .with(SolveSettings.TWO_SIDED, new BooleanSpace())
        .with(SolveSettings.RANK, new IntegerParameterSpace(1, 32))
        .with(SdzeSettings.REFRESH_INTERVAL, new IntegerParameterSpace(1, 200))
        .with(SdzeSettings.PROBES, new IntegerParameterSpace(1, 8))
        .with(SolveSettings.SMOOTHING, logarithmic(1e-4, 1e-1))
        .with(SolveSettings.RULE, Rule.GAUSS_NEWTON, Rule.FACTORED, Rule.ADAM, Rule.SGD)
        .with(SolveSettings.DAMPING, logarithmic(1e-6, 1))
        .with(SolveSettings.KEPT_STEPS, new IntegerParameterSpace(1, 10))
        .with(SolveSettings.MOMENTUM, uniform(0, 0.99))
        .with(SolveSettings.LEARNING_RATE, logarithmic(1e-4, 1))
        .with(SolveSettings.SCHEDULE, Schedule.CONSTANT, Schedule.LINEAR, Schedule.COSINE);
  }

  static List<SettingSpace<?, ?>> spaces() {
    return List.of(updaters(), equations());
  }

  /** A setting that these spaces leave out would not be looked at by these tests. */
  @Test
  void everySettingIsInASpace() {
    assertEquals(names(SdzeSettings.CATALOGUE, "seed"), updaters().getNestedSpaces().keySet());
    assertEquals(names(SolveSettings.CATALOGUE), equations().getNestedSpaces().keySet());
  }

  private static Set<String> names(Catalogue catalogue, String... more) {
    Set<String> names = new HashSet<>(Set.of(more));
    catalogue.settings().forEach(setting -> names.add(setting.name()));
    return names;
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void everyPointIsAValidValue(SettingSpace<?, ?> space) {
    Cube cube = new Cube(space, 1);
    Set<Object> values = new HashSet<>();
    for (int k = 0; k < 10_000; k++) {
      values.add(space.getValue(cube.point())); // checked by what is made
    }
    assertTrue(values.size() > 40, "only %d values".formatted(values.size()));
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void exactlyTheInactiveParametersHaveNoEffect(SettingSpace<?, ?> space) {
    Cube cube = new Cube(space, 2);
    BitSet onceInactive = new BitSet();
    for (int k = 0; k < 500; k++) {
      double[] point = cube.point();
      Object value = space.getValue(point);
      BitSet inactive = space.inactive(point);
      onceInactive.or(inactive);
      double[] moved = point.clone();
      inactive.stream().forEach(i -> moved[i] = cube.coordinate());
      assertEquals(value, space.getValue(moved), () -> "inactive were " + inactive);
      for (int i = inactive.nextClearBit(0); i < point.length; i = inactive.nextClearBit(i + 1)) {
        assertTrue(hasEffect(space, point, i, value), "active, but without effect: " + i);
      }
    }
    assertTrue(
        onceInactive.cardinality() >= 1 && onceInactive.cardinality() < space.numParameters());
  }

  @Test
  void theEngineHasNoNoise() {
    SolveSpace noise = new SolveSpace(3).with(SolveSettings.CREDIT, Credit.NOISE);
    String message =
        assertThrows(IllegalArgumentException.class, () -> noise.getValue(new double[0]))
            .getMessage();
    assertEquals("credit must be one of units, low-rank, was \"NOISE\"", message);
  }

  /** What is not given is what {@code ./sdze solve} would take. */
  @Test
  void emptySpacesAreTheDefaults() {
    for (int dimension : new int[] {10, 100}) {
      assertEquals(Defaults.of(dimension), new SolveSpace(dimension).getValue(new double[0]));
    }
    SolveSpace random = new SolveSpace(10).with(SolveSettings.DIRECTIONS, DirectionKind.RADEMACHER);
    assertEquals(
        new GaussNewton(1, 0),
        random.getValue(new double[0]).training().stepRule(),
        "as for estimates");
  }

  private static boolean hasEffect(SettingSpace<?, ?> space, double[] point, int i, Object value) {
    double[] moved = point.clone();
    for (double at = 0.01; at < 1; at += 0.07) {
      moved[i] = at;
      if (!space.getValue(moved).equals(value)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void survivesJsonAndYaml(SettingSpace<?, ?> space) throws IOException {
    double[] point = new Cube(space, 3).point();
    for (ParameterSpace<?> read : List.of(Cube.throughJson(space), Cube.throughYaml(space))) {
      assertNotSame(space, read);
      assertEquals(space, read);
      assertEquals(space.hashCode(), read.hashCode());
      assertEquals(space.getValue(point), read.getValue(point));
      assertEquals(space.inactive(point), ((ConditionalSpace) read).inactive(point));
    }
  }
}
