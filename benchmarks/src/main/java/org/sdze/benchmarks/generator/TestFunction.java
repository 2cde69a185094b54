package org.sdze.benchmarks.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.sdze.optimizer.random.RandomKey;

/** Published functions to be minimized, with the kinds of parameters that searches have. */
public enum TestFunction implements Benchmark {

  /**
   * Branin's function (Dixon and Szegö 1978) with a parameter without an order: its four levels
   * mirror the first coordinate or not, and add 4, 0, 16 or 1. The minimum is 0.397887.
   */
  BRANIN("Branin, 4 levels") {
    @Override
    public ParameterSpace<Double> space() {
      ParameterSpace<Double> x1 = new ContinuousParameterSpace(-5, 10);
      ParameterSpace<Double> x2 = new ContinuousParameterSpace(0, 15);
      ParameterSpace<String> level =
          new DiscreteParameterSpace<>("mirrored+4", "plain+0", "plain+16", "mirrored+1");
      return always(
          List.of(x1, x2, level),
          point -> {
            String name = level.getValue(point);
            double x = x1.getValue(point);
            double mirrored = name.startsWith("mirrored") ? 5 - x : x;
            double added = Double.parseDouble(name.substring(name.indexOf('+')));
            return branin(mirrored, x2.getValue(point)) + added;
          });
    }
  },

  /**
   * Hartmann's function in six dimensions (Dixon and Szegö 1978), the last two coordinates on the
   * twentieths. The minimum lies near −3.32.
   */
  HARTMANN("Hartmann-6, 2 integers") {
    @Override
    public ParameterSpace<Double> space() {
      List<ParameterSpace<?>> leaves = new ArrayList<>();
      for (int k = 0; k < 4; k++) {
        leaves.add(new ContinuousParameterSpace(0, 1));
      }
      leaves.add(new IntegerParameterSpace(0, 20));
      leaves.add(new IntegerParameterSpace(0, 20));
      return always(
          leaves,
          point -> {
            double[] x = new double[6];
            for (int k = 0; k < 6; k++) {
              x[k] = ((Number) leaves.get(k).getValue(point)).doubleValue() / (k < 4 ? 1 : 20);
            }
            return hartmann(x);
          });
    }
  },

  /**
   * The tree of Jenatton and others (2017, Bayesian optimization with tree-structured
   * dependencies): three switches choose one of x₄, …, x₇ and one of r₈, r₉, of which alone the
   * value x² + r + constant depends. The minimum is 0.1.
   */
  TREE("Jenatton's tree") {
    @Override
    public ParameterSpace<Double> space() {
      List<ParameterSpace<Boolean>> switches =
          List.of(new BooleanSpace(), new BooleanSpace(), new BooleanSpace());
      List<ParameterSpace<Double>> squares =
          IntStream.range(0, 4)
              .<ParameterSpace<Double>>mapToObj(k -> new ContinuousParameterSpace(-1, 1))
              .toList();
      List<ParameterSpace<Double>> terms =
          List.of(new ContinuousParameterSpace(0, 1), new ContinuousParameterSpace(0, 1));
      List<ParameterSpace<?>> leaves = new ArrayList<>(switches);
      leaves.addAll(squares);
      leaves.addAll(terms);
      return new FunctionSpace(
          leaves,
          point -> {
            int branch = branch(switches, point);
            double x = squares.get(branch).getValue(point);
            return x * x + 0.1 * (branch + 1) + terms.get(branch / 2).getValue(point);
          },
          point -> {
            int branch = branch(switches, point);
            List<ParameterSpace<?>> inactive = new ArrayList<>(squares);
            inactive.remove(squares.get(branch));
            inactive.add(switches.get(branch < 2 ? 2 : 1));
            inactive.add(terms.get(1 - branch / 2));
            return inactive;
          });
    }

    private int branch(List<ParameterSpace<Boolean>> switches, double[] point) {
      boolean first = switches.get(0).getValue(point);
      return (first ? 2 : 0) + (switches.get(first ? 2 : 1).getValue(point) ? 1 : 0);
    }
  },

  /**
   * Rosenbrock's valley (1960) in two, three or four dimensions, as a switch says, plus 2, 1 or 0:
   * the coordinates beyond the dimension are inactive, and values span four decades. The minimum is
   * 0, in four dimensions.
   */
  ROSENBROCK("Rosenbrock, 2 to 4 dimensions") {
    @Override
    public ParameterSpace<Double> space() {
      ParameterSpace<String> dimensions = new DiscreteParameterSpace<>("three", "two", "four");
      List<ParameterSpace<Double>> x =
          IntStream.range(0, 4)
              .<ParameterSpace<Double>>mapToObj(k -> new ContinuousParameterSpace(-2, 2))
              .toList();
      List<ParameterSpace<?>> leaves = new ArrayList<>(x);
      leaves.add(dimensions);
      List<String> names = List.of("two", "three", "four");
      return new FunctionSpace(
          leaves,
          point -> {
            int d = 2 + names.indexOf(dimensions.getValue(point));
            return 4 - d + rosenbrock(x.stream().limit(d).mapToDouble(l -> l.getValue(point)));
          },
          point -> List.copyOf(x.subList(2 + names.indexOf(dimensions.getValue(point)), x.size())));
    }
  },

  /**
   * Ackley's function (1987) in five dimensions: two real coordinates in [−10, 20], two integers in
   * [−6, 12] and one that is 0 or 3. The minimum is 0.
   */
  ACKLEY("Ackley-5, mixed") {
    @Override
    public ParameterSpace<Double> space() {
      List<ParameterSpace<?>> numbers =
          List.of(
              new ContinuousParameterSpace(-10, 20),
              new ContinuousParameterSpace(-10, 20),
              new IntegerParameterSpace(-6, 12),
              new IntegerParameterSpace(-6, 12));
      ParameterSpace<Boolean> far = new BooleanSpace();
      List<ParameterSpace<?>> leaves = new ArrayList<>(numbers);
      leaves.add(far);
      return always(
          leaves,
          point -> {
            double[] x = new double[5];
            for (int k = 0; k < 4; k++) {
              x[k] = ((Number) numbers.get(k).getValue(point)).doubleValue();
            }
            x[4] = far.getValue(point) ? 3 : 0;
            return ackley(x);
          });
    }
  };

  private static final double SPAN = 81;
  private static final int BUDGET = 60;

  private final String title;

  TestFunction(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
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
    return new LearningCurve(space(), 1 / SPAN, RandomKey.root(seed));
  }

  /** The function as a fresh space whose value at a point is the function's. */
  public abstract ParameterSpace<Double> space();

  private static ParameterSpace<Double> always(
      List<ParameterSpace<?>> leaves, ToDoubleFunction<double[]> function) {
    return new FunctionSpace(leaves, function, point -> List.of());
  }

  static double branin(double x1, double x2) {
    double valley = x2 - 5.1 / (4 * Math.PI * Math.PI) * x1 * x1 + 5 / Math.PI * x1 - 6;
    return valley * valley + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x1) + 10;
  }

  static double hartmann(double[] x) {
    double[] alpha = {1, 1.2, 3, 3.2};
    double[][] a = {
      {10, 3, 17, 3.5, 1.7, 8},
      {0.05, 10, 17, 0.1, 8, 14},
      {3, 3.5, 1.7, 10, 17, 8},
      {17, 8, 0.05, 10, 0.1, 14}
    };
    double[][] p = {
      {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
      {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
      {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
      {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
    };
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double exponent = 0;
      for (int j = 0; j < 6; j++) {
        double away = x[j] - p[i][j];
        exponent += a[i][j] * away * away;
      }
      sum -= alpha[i] * Math.exp(-exponent);
    }
    return sum;
  }

  static double rosenbrock(DoubleStream coordinates) {
    double[] x = coordinates.toArray();
    double sum = 0;
    for (int k = 1; k < x.length; k++) {
      double valley = x[k] - x[k - 1] * x[k - 1];
      sum += 100 * valley * valley + (1 - x[k - 1]) * (1 - x[k - 1]);
    }
    return sum;
  }

  static double ackley(double[] x) {
    double squares = 0;
    double waves = 0;
    for (double coordinate : x) {
      squares += coordinate * coordinate / x.length;
      waves += Math.cos(2 * Math.PI * coordinate) / x.length;
    }
    return 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves);
  }
}
