package org.sdze.benchmarks.generator;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.sdze.arbiter.score.RelativeErrorScore;
import org.sdze.arbiter.space.SolveSpace;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.Precision;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;

/**
 * A search for the training of a network on an equation, small enough to be repeated: sine-Gordon
 * with the two-body solution in 10 dimensions, narrow networks, scored by the relative L2 error.
 * Steps and not seconds are counted, so that it gives the same on every run of a machine.
 *
 * <p>The least training is a ninth. It takes some fifty steps until the order of candidates tells
 * anything about that of the end: a strong damping, which ends badly, begins well.
 */
public final class EquationBenchmark implements Benchmark {

  private static final String PROBLEM = "sine-gordon-two-body";
  private static final int DIMENSION = 10;
  private static final int POINTS = 300;
  private static final int BUDGET = 40;
  private static final double SPAN = 9;

  /** Nine times 81. */
  private static final int STEPS = 729;

  private final int steps;

  /** Trainings that are long enough. */
  public EquationBenchmark() {
    this(STEPS);
  }

  /**
   * Trainings of any length.
   *
   * @param steps of a whole training, at least {@link #span}
   */
  EquationBenchmark(int steps) {
    this.steps = steps;
  }

  @Override
  public String title() {
    return Text.format("%s, d = %d, %d steps", PROBLEM, DIMENSION, steps);
  }

  @Override
  public double span() {
    return SPAN;
  }

  @Override
  public int budget() {
    return BUDGET;
  }

  @Override
  public Trial trial(long seed) {
    SolveSpace space = space();
    RelativeErrorScore error = new RelativeErrorScore(POINTS);
    Problem problem = Problems.draw(Problems.library().get(PROBLEM), DIMENSION, seed);
    return new Trial() {
      /** Begun and not ended: what is asked for next is most often more of one of them. */
      private final Map<SolveConfig, Solve> begun = new HashMap<>();

      @Override
      public ParameterSpace<?> space() {
        return space;
      }

      @Override
      public double score(double[] point, double share) {
        SolveConfig candidate = space.getValue(point);
        Solve before = begun.remove(candidate);
        Solve solve =
            before != null && before.status().progress() <= share
                ? before
                : new Solve(problem, candidate, new Budget.Steps(steps), seed);
        try {
          solve.runTo(share);
        } catch (DivergenceException e) {
          return Double.POSITIVE_INFINITY;
        }
        if (share < 1) {
          begun.put(candidate, solve);
        }
        return error.of(solve);
      }
    };
  }

  /** The precision of the networks, which their bits depend on. */
  public static Precision precision() {
    return Defaults.of(DIMENSION).network().precision();
  }

  private static SolveSpace space() {
    return new SolveSpace(DIMENSION)
        .with(SolveSettings.WIDTH, new IntegerParameterSpace(8, 64))
        .with(
            SolveSettings.ACTIVATION,
            Activation.TANH,
            Activation.SINE,
            Activation.SOFTPLUS,
            Activation.GELU)
        .with(SolveSettings.INPUT_SCALE, logarithmic(0.5, 8))
        .with(SolveSettings.BATCH, new IntegerParameterSpace(20, 100))
        .with(SolveSettings.DAMPING, logarithmic(1e-6, 1))
        .with(SolveSettings.MOMENTUM, new ContinuousParameterSpace(0, 0.95))
        .with(SolveSettings.LEARNING_RATE, logarithmic(0.05, 2));
  }

  private static ParameterSpace<Double> logarithmic(double from, double to) {
    return new ContinuousParameterSpace(new LogUniformDistribution(from, to));
  }
}
