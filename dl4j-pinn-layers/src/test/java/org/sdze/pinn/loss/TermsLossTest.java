package org.sdze.pinn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.GradientEstimate;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Cylinder;
import org.sdze.pinn.domain.Quadrature;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.SmoothFunction;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Biharmonic;
import org.sdze.pinn.operator.Combination;
import org.sdze.pinn.operator.Direction;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Mixed;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.operator.WeightedTrace;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Term;

/** Rows of every kind of term against central differences in the parameters. */
class TermsLossTest {

  private static final RandomKey KEY = RandomKey.root(17);
  private static final UnitCredit ALL = new UnitCredit(UnitCredit.ALL, 1e-5, true);
  private static final double MOVE = 1e-4;

  private static final Operator U = new Value();
  private static final Operator U_0 = new Partial(0, 1);
  private static final Operator U_1 = new Partial(1, 1);
  private static final Operator U_2 = new Partial(2, 1);
  private static final Operator LAPLACIAN = new Laplacian();
  private static final Operator IN_SPACE = new Laplacian(new Axes(0, 2));
  private static final Operator GRADIENT = new SquaredGradientNorm();

  /** A problem with a name for reports. */
  private static Problem nonlinear() {
    Operator third = new Partial(0, 3);
    Operator fourth = new Biharmonic();
    Operator mixed = Mixed.along(0, 1, 1);
    Operator trace = new WeightedTrace(List.of(Direction.axis(0), Direction.axis(1)));
    Box box = Box.sides(-1, 1, 0, 2);
    return Problem.in(box)
        .named("nonlinear")
        .equation(
            Equation.of(
                "all operators",
                Set.of(U, third, fourth, mixed, trace, GRADIENT),
                u ->
                    u.x(1) * u.get(third)
                        + 0.1 * u.get(fourth)
                        + u.value() * u.get(mixed)
                        + Math.exp(u.x(0)) * u.get(trace)
                        + Math.sin(u.value()) * u.get(GRADIENT)))
        .condition(
            "a Robin condition",
            box.face(0, true),
            Equation.of("robin", Set.of(U, U_0), u -> u.partial(0) + 2 * u.value()),
            points -> new double[points.rows()],
            7)
        .dirichlet(box.face(1, false), 0, x -> x[0].cos())
        .build();
  }

  private static Problem system() {
    Cylinder cylinder = new UnitBall(2).during(1.5);
    return Problem.in(cylinder)
        .named("system")
        .outputs(2)
        .equation(
            Equation.of(
                "first",
                Set.of(U, U_2, IN_SPACE),
                u -> u.get(0, U_2) - u.get(1, IN_SPACE) + u.get(0, U) * u.get(1, U)))
        .equation(
            Equation.of(
                "second",
                Set.of(U_0, U_1, GRADIENT),
                u -> u.get(0, U_0) + u.get(1, U_1) - 0.3 * u.get(1, GRADIENT)),
            points -> HostArrays.copy(points.getColumn(0).dup('f')))
        .dirichlet(cylinder.initial(), 1, x -> x[0].multiply(x[1]))
        .dirichlet(cylinder.boundary(), 0, x -> x[2].exp())
        .build();
  }

  private static Problem constrained() {
    return Problem.in(Box.of(-1, 1, 3))
        .named("constrained")
        .constraint(
            HardConstraint.of(
                x -> x[0].square().negate().add(1).multiply(x[1].cos()), x -> x[2].sin()))
        .equation(
            Equation.of(
                "fourth order",
                Set.of(U, new Partial(1, 4), LAPLACIAN, GRADIENT),
                u -> u.get(new Partial(1, 4)) + u.laplacian() + u.value() * u.get(GRADIENT)))
        .build();
  }

  private static Problem periodic() {
    Box space = Box.interval(0, 2);
    Cylinder left = new Cylinder(space.face(0, false), 0, 1);
    return Problem.in(space.during(1))
        .named("periodic")
        .constraint(HardConstraint.of(x -> x[1].multiply(x[0].exp()), x -> x[0].sin()))
        .equation(Equation.of("convection", Set.of(U_0, U_1), u -> u.partial(1) + 2 * u.partial(0)))
        .periodic(left, 0, 2, Equation.of("u squared", Set.of(U), u -> u.value() * u.value()), 3)
        .periodic(left, 0, 2, Equation.of("u_x", Set.of(U_0), u -> u.partial(0)), 1)
        .build();
  }

  /** A network that is given waves of its first coordinate. */
  private static Problem inWaves() {
    Operator third = new Partial(0, 3);
    Operator mixed = Mixed.along(0, 1);
    Cylinder cylinder = Box.interval(-1, 1).during(1);
    return Problem.in(cylinder)
        .named("in waves")
        .periodicInput(0, 2, 2)
        .constraint(HardConstraint.of(x -> x[1].exp(), x -> x[0].sin()))
        .equation(
            Equation.of(
                "mixed",
                Set.of(U, U_1, third, mixed),
                u -> u.value() * u.partial(1) + u.get(third) + u.x(0) * u.get(mixed)))
        .dirichlet(cylinder.initial(), 0, x -> x[0].cos())
        .build();
  }

  /** Coefficients that depend on the point, normals, an integral, constraints of each output. */
  private static Problem variable() {
    Box box = Box.sides(0, 1, -1, 2);
    SmoothFunction k = x -> x[0].exp().add(x[1].square());
    Operator conduction = k.divergence(2);
    Operator advection = Combination.along(2, x -> new double[] {x[1], -x[0]});
    Operator normal = box.boundary().normalDerivative();
    return Problem.in(box)
        .named("variable")
        .outputs(2)
        .constraint(
            HardConstraint.each(
                HardConstraint.of(x -> x[0].add(1), x -> x[1].cos()), HardConstraint.none()))
        .equation(
            Equation.of(
                "conduction",
                Set.of(U, conduction, advection),
                u -> u.get(0, conduction) + u.get(1, U) * u.get(1, advection)))
        .condition(
            "the flux",
            box.boundary(),
            Equation.of("flux", Set.of(normal, U), u -> u.get(0, normal) - u.get(1, U)),
            points -> new double[points.rows()],
            3)
        .integral(
            "the mean square",
            Quadrature.integral(box, 3),
            Equation.of("u²", Set.of(U), u -> u.get(0, U) * u.get(0, U) + u.get(1, U)),
            0.7,
            5)
        .build();
  }

  /** Two equations with one line for axes 0, 2 and 3; a condition sees axis 1 by itself. */
  private static Problem summed() {
    Box box = Box.of(0, 1, 4);
    Cylinder cylinder = box.during(1);
    Operator flux = new Partial(1, 1);
    Operator time = new Partial(4, 1);
    Operator space = new Laplacian(new Axes(0, 4));
    return Problem.in(cylinder)
        .named("summed")
        .outputs(2)
        .equation(
            Equation.of(
                "heat",
                Set.of(U, time, space),
                u -> u.get(0, time) - u.get(1, space) + u.get(0, U) * u.get(0, space)))
        .equation(Equation.of("bound", Set.of(U, time), u -> u.get(1, time) - u.get(0, U)))
        .condition(
            "the flux",
            new Cylinder(box.face(1, true), 0, 1),
            Equation.of("flux", Set.of(flux, U), u -> u.get(0, flux) * u.get(1, U)),
            points -> new double[points.rows()],
            3)
        .dirichlet(cylinder.initial(), 1, x -> x[0].multiply(x[1]))
        .build();
  }

  static Stream<Problem> problems() {
    return Stream.of(
        nonlinear(), system(), constrained(), periodic(), inWaves(), variable(), summed());
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theKernelAndSumsOfRowsAreThoseOfTheRows(Problem problem) {
    DenseNetwork network = network(problem, 1);
    SampleRows rows = objective(problem, network).rows(network, ALL, KEY).first();
    List<double[]> columns = columns(rows, network);
    int n = rows.residuals().length;
    INDArray kernel = rows.gram(rows);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        double sum = 0;
        double size = 0;
        for (double[] column : columns) {
          sum += column[i] * column[k];
          size += Math.abs(column[i] * column[k]);
        }
        assertEquals(sum, kernel.getDouble(i, k), 1e-12 * size, i + ", " + k);
      }
    }
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = Math.cos(i);
    }
    GradientEstimate combined = rows.combine(weights);
    int number = 0;
    for (ParameterGradient gradient : combined.parameters()) {
      INDArray written =
          Nd4j.createUninitialized(
              DataType.DOUBLE, new long[] {gradient.rows(), gradient.columns()}, 'f');
      gradient.read(0, gradient.rows(), written);
      for (double value : HostArrays.copy(written)) {
        double sum = 0;
        double size = 0;
        double[] column = columns.get(number++);
        for (int i = 0; i < n; i++) {
          sum += weights[i] * column[i];
          size += Math.abs(weights[i] * column[i]);
        }
        assertEquals(sum, value, 1e-12 * size + 1e-300, "number " + (number - 1));
      }
    }
    assertEquals(columns.size(), number);
  }

  /** Σ ω u(x) − value is one residual, whatever the batch is. */
  @Test
  void anIntegralIsOneResidual() {
    Box box = Box.sides(0, 2, 1, 2);
    Problem problem =
        Problem.in(box)
            .constraint(HardConstraint.of(x -> x[0].newInstance(0), x -> x[0].multiply(x[1])))
            .equation(Equation.of("nothing", Set.of(U), u -> 0))
            .integral("the mass", Quadrature.integral(box, 2), Equation.of(U), 1, 9)
            .build();
    DenseNetwork network = network(problem, 1);
    double[] residuals = residuals(objective(problem, network), network);
    assertEquals(6, residuals.length);
    assertEquals(Math.sqrt(9 * 6) * (2 * 1.5 - 1), residuals[5], 1e-12); // ∫∫ xy = 2 · 3/2
  }

  @Test
  void balancedWeightsMakeTheRowsOfAllTermsAsLarge() {
    Problem problem = nonlinear();
    DenseNetwork network = network(problem, 2);
    TermsLoss loss =
        new LossConfig(
                5,
                SpanDirections.all(),
                ResidualForm.BIASED,
                new TermWeights(TermWeights.Kind.BALANCED, 2))
            .byLines(problem, network);
    RandomKey key = RandomKey.root(0).purpose(Purpose.INITIALIZATION).purpose(Purpose.POINTS);
    double[] sizes = new double[problem.terms().size()];
    for (int k = 0; k < sizes.length; k++) {
      Term term = problem.terms().get(k);
      INDArray points =
          Nd4j.createUninitialized(DataType.DOUBLE, new long[] {term.points(5), 2}, 'f');
      term.where().draw(k == 0 ? key : key.index(k), points);
      LeastSquaresObjective alone =
          LossConfig.exact(1).byLines(problem.of(term), network).at(points, KEY);
      for (double[] column : columns(alone.rows(network, ALL, KEY).first(), network)) {
        for (double value : column) {
          sizes[k] += value * value / points.rows() / term.weight();
        }
      }
    }
    assertEquals(1, loss.weights().get(0));
    for (int k = 1; k < sizes.length; k++) {
      double expected = 2 * sizes[0] / sizes[k];
      assertEquals(expected, loss.weights().get(k), 1e-9 * expected, "term " + k);
    }
    double[] losses = loss.at(KEY.step(3)).losses(network);
    double[] stated = objective(problem, network).losses(network);
    assertEquals(stated[0], losses[0], 1e-12 * stated[0]);
    double ratio = loss.weights().get(1) / problem.terms().get(1).weight();
    assertEquals(ratio * stated[5], losses[5], 1e-9 * losses[5]);
  }

  private static DenseNetwork network(Problem problem, int depth) {
    return TestNetworks.withOutputs(
        problem.outputs(),
        DataType.DOUBLE,
        depth == 1 ? Activation.SINE : Activation.TANH,
        1,
        KEY,
        TestNetworks.widths(problem.networkInputs(), 4, depth));
  }

  private static LeastSquaresObjective objective(Problem problem, DenseNetwork network) {
    return new LossConfig(5, SpanDirections.all(), ResidualForm.BIASED)
        .of(problem, network)
        .at(KEY.step(3));
  }

  private static double[] residuals(LeastSquaresObjective objective, DenseNetwork network) {
    return objective.rows(network, ALL, KEY).first().residuals().clone();
  }

  /** ∂r by every number of every parameter: by number, {@code [N]}. */
  private static List<double[]> differences(LeastSquaresObjective objective, DenseNetwork network) {
    List<double[]> columns = new ArrayList<>();
    for (INDArray parameter : network.parameters()) {
      for (int j = 0; j < parameter.columns(); j++) {
        for (int i = 0; i < parameter.rows(); i++) {
          double value = parameter.getDouble(i, j);
          parameter.putScalar(i, j, value + MOVE);
          double[] up = residuals(objective, network);
          parameter.putScalar(i, j, value - MOVE);
          double[] down = residuals(objective, network);
          parameter.putScalar(i, j, value);
          for (int r = 0; r < up.length; r++) {
            up[r] = (up[r] - down[r]) / (2 * MOVE);
          }
          columns.add(up);
        }
      }
    }
    return columns;
  }

  /** J φ for φ that are 1 in one number. */
  private static List<double[]> columns(SampleRows rows, DenseNetwork network) {
    List<double[]> columns = new ArrayList<>();
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      for (int j = 0; j < parameters.get(k).columns(); j++) {
        for (int i = 0; i < parameters.get(k).rows(); i++) {
          List<INDArray> one = new ArrayList<>();
          parameters.forEach(parameter -> one.add(parameter.ulike().assign(0)));
          one.get(k).putScalar(i, j, 1);
          columns.add(rows.multiply(one));
        }
      }
    }
    return columns;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void rowsAreTheDerivativesOfTheResiduals(Problem problem) {
    for (int depth : new int[] {1, 2}) {
      DenseNetwork network = network(problem, depth);
      LeastSquaresObjective objective = objective(problem, network);
      List<double[]> expected = differences(objective, network);
      ResidualRows rows = objective.rows(network, ALL, KEY);
      List<double[]> actual = columns(rows.first(), network);
      double size = 0;
      for (double[] column : expected) {
        for (double value : column) {
          size = Math.max(size, Math.abs(value));
        }
      }
      for (int k = 0; k < expected.size(); k++) {
        assertArrayEquals(expected.get(k), actual.get(k), 1e-6 * size, "number " + k);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theLossIsTheWeightedSumOfTheTermsMeans(Problem problem) {
    DenseNetwork network = network(problem, 1);
    LeastSquaresObjective objective = objective(problem, network);
    double[] losses = objective.losses(network);
    double mean = java.util.Arrays.stream(losses).average().orElseThrow();
    assertEquals(objective.rows(network, ALL, KEY).loss(), mean, 1e-10 * Math.abs(mean));
    double[] interior =
        new LossConfig(5, SpanDirections.all(), ResidualForm.BIASED)
            .of(problem.withoutConditions(), network)
            .at(KEY.step(3))
            .losses(network);
    // of the domain alone: its points are the same, whatever the conditions are
    for (int i = 0; i < 5; i++) {
      assertEquals(
          interior[i] * losses.length / interior.length, losses[i], 1e-9 * Math.max(1, losses[i]));
    }
  }

  /** sin πx goes on across [0, 2], whatever the network is where its weights are 0. */
  @Test
  void aFunctionOfThatPeriodHasNoPeriodicResidual() {
    Box space = Box.interval(0, 2);
    Problem problem =
        Problem.in(space)
            .constraint(
                HardConstraint.of(x -> x[0].newInstance(0), x -> x[0].multiply(Math.PI).sin()))
            .equation(Equation.of("nothing", Set.of(U), u -> 0))
            .periodic(space.face(0, false), 0, 2, Equation.of("u", Set.of(U), u -> u.value()), 1)
            .periodic(space.face(0, false), 0, 0.5, Equation.of("u", Set.of(U), u -> u.value()), 1)
            .build();
    double[] residuals = residuals(objective(problem, network(problem, 1)), network(problem, 1));
    double scale = Math.sqrt(residuals.length); // of one point in each condition
    assertArrayEquals(new double[] {0, 0, 0, 0, 0, 0, -scale}, residuals, 1e-12);
  }

  @Test
  void blocksOfUnitsAreRefused() {
    Problem problem = nonlinear();
    DenseNetwork network = network(problem, 1);
    LeastSquaresObjective objective = objective(problem, network);
    assertEquals(
        "exact lines take all units of a layer, but units was 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> objective.rows(network, new UnitCredit(2, 1e-5, true), KEY))
            .getMessage());
  }
}
