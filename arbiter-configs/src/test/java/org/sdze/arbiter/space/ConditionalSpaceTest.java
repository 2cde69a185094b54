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
import org.sdze.arbiter.space.DirectionSpace.Law;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.SolveConfig;

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
    return SdzeSpace.builder()
        .credit(Credit.UNITS, Credit.NOISE, Credit.LOW_RANK)
        .probes(new IntegerParameterSpace(1, 8))
        .smoothing(logarithmic(1e-4, 1e-1))
        .rank(new IntegerParameterSpace(1, 32))
        .refreshInterval(new IntegerParameterSpace(1, 200))
        .feedback(new BooleanSpace())
        .rule(Rule.GAUSS_NEWTON, Rule.FACTORED, Rule.ADAM, Rule.SGD)
        .momentum(uniform(0, 0.99))
        .damping(logarithmic(1e-6, 1))
        .units(new IntegerParameterSpace(1, 64))
        .guard(new BooleanSpace())
        .guardFactor(uniform(2, 200))
        .guardRetries(new IntegerParameterSpace(0, 9))
        .memoryLimit(new IntegerParameterSpace(16, 4096))
        .learningRate(logarithmic(1e-4, 1))
        .seed(new DiscreteParameterSpace<>(1L << 40, 1L << 41))
        .build();
  }

  /** A space over every setting of the engine. */
  static SdzeConfigSpace engines() {
    return SdzeConfigSpace.builder(10)
        .credit(Credit.UNITS, Credit.LOW_RANK)
        .units(new IntegerParameterSpace(1, 64))
        .twoSided(new BooleanSpace())
        .rank(new IntegerParameterSpace(1, 32))
        .refreshInterval(new IntegerParameterSpace(1, 200))
        .probes(new IntegerParameterSpace(1, 8))
        .smoothing(logarithmic(1e-4, 1e-1))
        .rule(Rule.GAUSS_NEWTON, Rule.FACTORED, Rule.ADAM, Rule.SGD)
        .damping(logarithmic(1e-6, 1))
        .momentum(uniform(0, 0.99))
        .learningRate(logarithmic(1e-4, 1))
        .schedule(Schedule.CONSTANT, Schedule.LINEAR, Schedule.COSINE)
        .build();
  }

  static DirectionSpace directions() {
    return new DirectionSpace(
        new IntegerParameterSpace(1, 16),
        Law.SPAN,
        Law.PART_OF_SPAN,
        Law.RADEMACHER,
        Law.GAUSSIAN,
        Law.COORDINATE);
  }

  /** A space over everything. */
  static PinnSpace equations() {
    return PinnSpace.builder(10)
        .width(new IntegerParameterSpace(4, 512))
        .depth(new IntegerParameterSpace(1, 4))
        .activation(Activation.TANH, Activation.SINE, Activation.GELU)
        .inputScale(uniform(0.5, 5))
        .batch(new IntegerParameterSpace(10, 400))
        .directions(directions())
        .residual(ResidualForm.UNBIASED, ResidualForm.BIASED)
        .training(engines())
        .build();
  }

  static List<CompositeSpace<?>> spaces() {
    return List.of(updaters(), engines(), directions(), equations());
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void everyPointIsAValidValue(CompositeSpace<?> space) {
    Cube cube = new Cube(space, 1);
    Set<Object> values = new HashSet<>();
    for (int k = 0; k < 10_000; k++) {
      values.add(space.getValue(cube.point())); // checked by what is made
    }
    assertTrue(values.size() > 40, "only %d values".formatted(values.size()));
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void exactlyTheInactiveParametersHaveNoEffect(CompositeSpace<?> space) {
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
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> SdzeConfigSpace.builder(3).credit(Credit.UNITS, Credit.NOISE))
            .getMessage();
    assertEquals("the engine has the credits UNITS and LOW_RANK, was NOISE", message);
  }

  /** What is not given is what {@code ./sdze solve} would take. */
  @Test
  void emptySpacesAreTheDefaults() {
    for (int dimension : new int[] {10, 100}) {
      SolveConfig usual = Defaults.of(dimension);
      assertEquals(
          usual.training(), SdzeConfigSpace.builder(dimension).build().getValue(new double[0]));
      assertEquals(usual, PinnSpace.builder(dimension).build().getValue(new double[0]));
    }
    DirectionSpace random = new DirectionSpace(null, DirectionSpace.Law.RADEMACHER);
    SdzeConfig unset =
        PinnSpace.builder(10).directions(random).build().getValue(new double[0]).training();
    assertEquals(
        unset,
        PinnSpace.builder(10)
            .directions(random)
            .training(SdzeConfigSpace.builder(10).build())
            .build()
            .getValue(new double[0])
            .training());
    assertEquals(new GaussNewton(1, 0), unset.stepRule(), "as for estimates");
  }

  private static boolean hasEffect(CompositeSpace<?> space, double[] point, int i, Object value) {
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
  void survivesJsonAndYaml(CompositeSpace<?> space) throws IOException {
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
