package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sdze.testing.BadCall.nothing;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Cylinder;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.Extent;
import org.sdze.pinn.domain.GeometricPaths;
import org.sdze.pinn.domain.PointCloud;
import org.sdze.pinn.domain.Quadrature;
import org.sdze.pinn.domain.Shell;
import org.sdze.pinn.domain.SobolPoints;
import org.sdze.pinn.domain.Union;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.FunctionJet;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.SmoothFunction;
import org.sdze.pinn.equation.SourceTerm;
import org.sdze.pinn.layer.CollocationIterator;
import org.sdze.pinn.layer.PinnOutputLayer;
import org.sdze.pinn.loss.TermWeights;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Biharmonic;
import org.sdze.pinn.operator.Combination;
import org.sdze.pinn.operator.Direction;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Mixed;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.WeightedTrace;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveSettings;
import org.sdze.testing.BadCall;
import org.sdze.testing.Sentence;
import org.sdze.testing.UntouchedGlobals;

/**
 * Problems that cannot be meant: each is refused with one sentence that names the thing, its value
 * and what is allowed.
 */
class BadProblemTest {

  private static final Box SQUARE = Box.unit(2);
  private static final Cylinder ROD = Box.unit(1).during(1);
  private static final SmoothFunction ONE = SmoothFunction.constant(1);
  private static final SourceTerm ZERO = points -> new double[points.rows()];
  private static final Operator SLOPE = new Partial(0, 1);
  private static final Equation RISE = Equation.of("rise", Set.of(SLOPE), u -> u.get(SLOPE));

  private static ProblemBuilder square() {
    return Problem.in(SQUARE).named("mine").equation(RISE);
  }

  /** Two steps of a solve. */
  private static Solve solved(Problem problem) {
    return UntouchedGlobals.puttingBack(
        () -> {
          Solve solve = new Solve(problem, Defaults.of(problem), new Budget.Steps(2), 0);
          INDArray before = solve.network().params().dup();
          try {
            solve.run();
          } catch (RuntimeException e) {
            assertEquals(before, solve.network().params(), "a failed step has moved parameters");
            throw e;
          }
          return solve;
        });
  }

  private static Solve solved(Operator operator) {
    return solved(
        Problem.in(SQUARE)
            .named("mine")
            .equation(Equation.of("bad", Set.of(operator), u -> u.get(operator)))
            .build());
  }

  private static Solve solved(Equation equation) {
    return solved(Problem.in(SQUARE).named("mine").equation(equation).build());
  }

  private static Equation reading(Equation.LeftSide left) {
    return Equation.of("bad", Set.of(SLOPE), left);
  }

  static List<BadCall> operators() {
    return List.of(
        BadCall.of("Partial(-1, 1)", () -> new Partial(-1, 1), "axis must be at least 0, was -1"),
        BadCall.of("Partial(0, 0)", () -> new Partial(0, 0), "order must be at least 1, was 0"),
        BadCall.of("Mixed.along()", () -> Mixed.along(), "needs at least one axis, had none"),
        BadCall.of("Mixed.along(0, -2)", () -> Mixed.along(0, -2), "at least 0, was -2"),
        BadCall.of("Mixed.along(null)", () -> Mixed.along((int[]) nothing()), "axes", "null"),
        BadCall.of(
            "Mixed of order 0",
            () -> new Mixed(new TreeMap<>(Map.of(1, 0))),
            "order must be at least 1, was 0"),
        BadCall.of("Laplacian(null)", () -> new Laplacian(nothing()), "axes", "null"),
        BadCall.of("Axes(2, 2)", () -> new Axes(2, 2), "axes must be a range", "[2, 2)"),
        BadCall.of("WeightedTrace(null)", () -> new WeightedTrace(nothing()), "columns", "null"),
        BadCall.of(
            "WeightedTrace of null",
            () -> new WeightedTrace(Collections.singletonList(null)),
            "columns must not hold null"),
        BadCall.of(
            "WeightedTrace()", () -> new WeightedTrace(List.of()), "at least one column, had none"),
        BadCall.of(
            "Direction of nothing",
            () -> new Direction(new TreeMap<>()),
            "a direction needs a component other than 0, had none"),
        BadCall.of("Direction.axis(-1)", () -> Direction.axis(-1), "axis must be at least 0"),
        BadCall.of(
            "Direction of NaN",
            () -> new Direction(new TreeMap<>(Map.of(1, Double.NaN))),
            "component in axis 1 must be a finite number other than 0, was NaN"),
        BadCall.of(
            "∂u/∂x2 in a square",
            () -> solved(new Partial(2, 1)),
            "∂u/∂x2 is along axis 2, but a point has 2 coordinates"),
        BadCall.of(
            "∂²u/∂x0∂x7 in a square",
            () -> solved(Mixed.along(0, 7)),
            "is along axis 7, but a point has 2 coordinates"),
        BadCall.of(
            "Δu in axes 0 to 4 of a square",
            () -> solved(new Laplacian(new Axes(0, 5))),
            "Δu[x0 … x4] is along axis 4, but a point has 2 coordinates"),
        BadCall.of(
            "Δu in axes 5 to 6 of a square",
            () -> solved(new Laplacian(new Axes(5, 7))),
            "Δu[x5 … x6] is along axis 6, but a point has 2 coordinates"),
        BadCall.of(
            "Δ²u in axis 2 and beyond of a square",
            () -> solved(new Biharmonic(new Axes(2, Integer.MAX_VALUE))),
            "is along axis 2, but a point has 2 coordinates"),
        BadCall.of(
            "a combination of nothing",
            () -> new Combination("L", List.of(), x -> x),
            "L needs at least one operator, had none"),
        BadCall.of(
            "a combination without coefficients",
            () -> Combination.along(2, nothing()),
            "coefficients must be given, was null"),
        BadCall.of(
            "a combination of ‖∇u‖²",
            () -> new Combination("L", List.of(new SquaredGradientNorm()), x -> x),
            "L must be of linear operators without coefficients of their own, but has ‖∇u‖²"),
        BadCall.of(
            "b·∇u along no axis",
            () -> Combination.along(0, x -> x),
            "axes must be at least 1, was 0"),
        BadCall.of(
            "b·∇u along three axes of a square",
            () -> solved(Combination.along(3, x -> new double[3])),
            "b·∇u is along axis 2, but a point has 2 coordinates"),
        BadCall.of(
            "b·∇u with one coefficient of two",
            () -> solved(Combination.along(2, x -> new double[1])),
            "the coefficients of b·∇u must be 2 finite numbers, were [0.0] at point 0"),
        BadCall.of(
            "b·∇u with NaN",
            () -> solved(Combination.along(1, x -> new double[] {Double.NaN})),
            "the coefficients of b·∇u must be 1 finite numbers, were [NaN] at point 0"),
        BadCall.of(
            "b·∇u that throws",
            () -> solved(Combination.along(1, x -> new double[] {x[5]})),
            "the coefficients of b·∇u failed at point 0",
            "Index 5 out of bounds for length 2"),
        BadCall.of(
            "div(k∇u) of a k without a value",
            () -> solved(((SmoothFunction) x -> nothing()).divergence(2)),
            "the coefficients of div(k∇u) failed at point 0",
            "gave null"),
        BadCall.of(
            "Equation.of(null)",
            () -> Equation.of((Operator) nothing()),
            "operator must be given, was null"),
        BadCall.of("Equation.of(-1, …)", () -> Equation.of(-1, SLOPE), "output must be at least 0"),
        BadCall.of(
            "the normal of a box",
            SQUARE::normalDerivative,
            "a box in 2 dimensions has no normal",
            "faces of a box, spheres"),
        BadCall.of(
            "the normal of the start of time",
            () -> ROD.initial().normalDerivative(),
            "a box in 1 dimension has no normal"),
        BadCall.of(
            "tr(A D²u) along axis 3 of a square",
            () -> solved(new WeightedTrace(List.of(Direction.axis(3)))),
            "is along axis 3, but a point has 2 coordinates"));
  }

  static List<BadCall> domains() {
    PointCloud cloud = new PointCloud(new double[][] {{0, 1}, {1, 1}}, false);
    Union ell = new Union(List.of(SQUARE, Box.sides(1, 2, 0, 1), Box.sides(0, 1, 1, 2)));
    return List.of(
        BadCall.of("Box.unit(0)", () -> Box.unit(0), "dimension must be at least 1, was 0"),
        BadCall.of("Box.of(1, 1, 2)", () -> Box.of(1, 1, 2), "lower below upper", "[1.0, 1.0]"),
        BadCall.of("Box.interval(2, 1)", () -> Box.interval(2, 1), "lower below upper", "axis 0"),
        BadCall.of("Box.interval(0, NaN)", () -> Box.interval(0, Double.NaN), "finite", "NaN"),
        BadCall.of("Box.interval(0, ∞)", () -> Box.interval(0, 1 / 0.0), "finite", "Infinity"),
        BadCall.of("Box.sides()", () -> Box.sides(), "at least one"),
        BadCall.of(
            "Box.sides(0, 1, 0)",
            () -> Box.sides(0, 1, 0),
            "sides must be pairs of a lower and an upper end, were 3 numbers"),
        BadCall.of("Box.sides(null)", () -> Box.sides((double[]) nothing()), "sides", "null"),
        BadCall.of("Box(null)", () -> new Box(nothing()), "extent must be given, was null"),
        BadCall.of(
            "Extent of null",
            () -> new Extent(Collections.singletonList(null), List.of(1.0)),
            "lower sides must not hold null"),
        BadCall.of(
            "Extent of other lengths",
            () -> new Extent(List.of(0.0), List.of(1.0, 2.0)),
            "as many upper sides as lower ones",
            "2 and 1"),
        BadCall.of(
            "a face in axis 9",
            () -> SQUARE.face(9, true),
            "a box in 2 dimensions has no face in axis 9"),
        BadCall.of("a face in axis -1", () -> SQUARE.face(-1, true), "no face in axis -1"),
        BadCall.of("no faces", () -> SQUARE.faces(List.of()), "at least one face, had none"),
        BadCall.of("faces(null)", () -> SQUARE.faces(nothing()), "faces must be given, was null"),
        BadCall.of(
            "faces of null",
            () -> SQUARE.faces(Collections.singletonList(null)),
            "faces must not hold null"),
        BadCall.of(
            "the boundary of a cloud",
            cloud::boundary,
            "a cloud of 2 points in 2 dimensions has no boundary"),
        BadCall.of(
            "the boundary of an L",
            ell::boundary,
            "a union of 3 parts in 2 dimensions has no boundary",
            "faces"),
        BadCall.of(
            "the boundary of an L in time",
            () -> ell.during(1).boundary(),
            "a union of 3 parts in 2 dimensions has no boundary"),
        BadCall.of(
            "the boundary of a boundary",
            () -> SQUARE.boundary().boundary(),
            "has no boundary to put a condition on"),
        BadCall.of("Shell(0, …)", () -> new Shell(0, 1, 2), "dimension must be at least 1, was 0"),
        BadCall.of(
            "a shell without a hole", () -> new Shell(2, 0, 2), "inner radius must be positive"),
        BadCall.of(
            "a shell turned inside out",
            () -> new Shell(2, 2, 1),
            "outer radius must be a finite number above the inner one, 2.0, was 1.0"),
        BadCall.of(
            "Sobol's points of a ball",
            () -> new SobolPoints(new UnitBall(2)),
            "Sobol's points are of a box, or of one in time, not of UnitBall[dimension=2]"),
        BadCall.of(
            "Sobol's points of the start of time",
            () -> new SobolPoints(ROD.initial()),
            "Sobol's points are of a box, or of one in time"),
        BadCall.of(
            "Sobol's points in 2,000 dimensions",
            () -> new SobolPoints(Box.unit(2_000)),
            "at most 1000 coordinates",
            "have 2000"),
        BadCall.of("SobolPoints(null)", () -> new SobolPoints(nothing()), "domain", "null"),
        BadCall.of(
            "prices of nothing",
            () -> new GeometricPaths(List.of(), 0, 1, 1),
            "dimension must be at least 1, was 0"),
        BadCall.of(
            "a price of 0",
            () -> new GeometricPaths(List.of(1.0, 0.0), 0, 1, 1),
            "a price at the start must be positive, was 0.0"),
        BadCall.of(
            "a volatility of 0",
            () -> new GeometricPaths(List.of(1.0), 0, 0, 1),
            "volatility must be positive, was 0.0"),
        BadCall.of(
            "a drift of NaN",
            () -> new GeometricPaths(List.of(1.0), Double.NaN, 1, 1),
            "drift must be a finite number, was NaN"),
        BadCall.of(
            "a rule without nodes",
            () -> Quadrature.integral(SQUARE, 0),
            "nodes must be at least 1, was 0"),
        BadCall.of(
            "a rule of 10^6 points",
            () -> Quadrature.integral(Box.unit(6), 10),
            "a rule must have at most 100000 points, but 10 nodes in each axis of a box in 6"),
        BadCall.of(
            "a mean over no points",
            () -> Quadrature.mean(SQUARE, 0, RandomKey.root(1)),
            "points of a mean must be at least 1, was 0"),
        BadCall.of(
            "a mean over a million points",
            () -> Quadrature.mean(SQUARE, 1_000_000, RandomKey.root(1)),
            "points of a mean must be at most 100000, were 1000000"),
        BadCall.of("Union()", () -> new Union(List.of()), "at least one part, had none"),
        BadCall.of("Union(null)", () -> new Union(nothing()), "parts must be given, was null"),
        BadCall.of(
            "Union of null",
            () -> new Union(Arrays.asList(SQUARE, null)),
            "parts must not hold null"),
        BadCall.of(
            "Union of a square and a cube",
            () -> new Union(List.of(SQUARE, Box.unit(3))),
            "of one dimension",
            "a box in 3 dimensions"),
        BadCall.of(
            "Union of a square and a rod in time",
            () -> new Union(List.of(SQUARE, ROD)),
            "all with time or none",
            "a box in 1 dimension from time 0.0 to 1.0"),
        BadCall.of(
            "during(0)", () -> SQUARE.during(0), "the end of time must be positive, was 0.0"),
        BadCall.of("during(-1)", () -> SQUARE.during(-1), "end of time", "positive", "-1.0"),
        BadCall.of("during(NaN)", () -> SQUARE.during(Double.NaN), "end of time", "NaN"),
        BadCall.of(
            "during twice",
            () -> ROD.during(2),
            "time is there once, but a box in 1 dimension from time 0.0 to 1.0 has it already"),
        BadCall.of("Cylinder(null, …)", () -> new Cylinder(nothing(), 0, 1), "space", "null"),
        BadCall.of(
            "a cylinder that ends before it begins",
            () -> new Cylinder(SQUARE, 2, 1),
            "time must go from a finite number to one not below it, was [2.0, 1.0]"),
        BadCall.of(
            "a cylinder without end", () -> new Cylinder(SQUARE, 0, 1 / 0.0), "[0.0, Infinity]"),
        BadCall.of("at(2)", () -> ROD.at(2), "time must be in [0.0, 1.0], was 2.0"),
        BadCall.of("at(NaN)", () -> ROD.at(Double.NaN), "time must be in [0.0, 1.0], was NaN"),
        BadCall.of("a cloud of null", () -> new PointCloud(nothing(), false), "points", "null"),
        BadCall.of(
            "a cloud with null",
            () -> new PointCloud(new double[][] {{1}, null}, false),
            "points of a cloud must",
            "number 1 is null"),
        BadCall.of(
            "a cloud of nothing",
            () -> new PointCloud(new double[0][], false),
            "at least one point, had none"),
        BadCall.of(
            "a cloud with NaN",
            () -> new PointCloud(new double[][] {{1, Double.NaN}}, false),
            "finite coordinates",
            "number 0 is [1.0, NaN]"),
        BadCall.of(
            "a cloud of other lengths",
            () -> new PointCloud(new double[][] {{1, 2}, {3}}, false),
            "as many",
            "number 1 is [3.0]"),
        BadCall.of(
            "a cloud with a point twice",
            () -> new PointCloud(new double[][] {{1, 2}, {3, 4}, {1, 2}}, false),
            "points of a cloud must differ, but 0 and 2 are the same"),
        BadCall.of("data(null)", () -> cloud.data(nothing()), "data must be given, was null"),
        BadCall.of(
            "data of another length",
            () -> cloud.data(new double[3]),
            "data must be one finite number for each of 2 points, were 3"),
        BadCall.of(
            "data with NaN",
            () -> cloud.data(new double[] {1, Double.NaN}),
            "data must be one finite number for each of 2 points, but number 1 is NaN"),
        BadCall.of(
            "data elsewhere",
            () -> cloud.data(new double[2]).apply(Nd4j.zeros(1, 2)),
            "[0.0, 0.0] is no point of the cloud"));
  }

  static List<BadCall> parts() {
    Domain side = SQUARE.boundary();
    return List.of(
        BadCall.of("in(null)", () -> Problem.in(nothing()), "domain must be given, was null"),
        BadCall.of("named(null)", () -> square().named(nothing()), "name", "null"),
        BadCall.of("outputs(0)", () -> square().outputs(0), "outputs must be at least 1, was 0"),
        BadCall.of("exact()", () -> square().exact(), "exact functions must be at least 1, was 0"),
        BadCall.of(
            "exact(null)",
            () -> square().exact((SmoothFunction) nothing()),
            "exact functions must not hold null"),
        BadCall.of("solution(null)", () -> square().solution(nothing()), "solution", "null"),
        BadCall.of("constraint(null)", () -> square().constraint(nothing()), "constraint", "null"),
        BadCall.of("HardConstraint.of(null)", () -> HardConstraint.of(nothing(), null), "w must"),
        BadCall.of("equation(null)", () -> square().equation(nothing()), "equation", "null"),
        BadCall.of("equation(…, null)", () -> square().equation(RISE, nothing()), "source", "null"),
        BadCall.of("manufactured(null)", () -> square().manufactured(nothing()), "equation"),
        BadCall.of(
            "no equation",
            () -> Problem.in(SQUARE).named("mine").build(),
            "the problem mine needs an equation, had none"),
        BadCall.of(
            "conditions but no equation",
            () -> Problem.in(SQUARE).named("mine").dirichlet(side, 0, ONE).build(),
            "the problem mine needs an equation, had none"),
        BadCall.of(
            "outputs(2) and one exact function",
            () -> square().outputs(2).exact(ONE).build(),
            "the exact solution of mine must have 2 outputs, had 1"),
        BadCall.of(
            "three exact functions and outputs(2)",
            () -> square().exact(ONE, ONE, ONE).outputs(2).build(),
            "the exact solution of mine must have 2 outputs, had 3"),
        BadCall.of(
            "manufactured without exact",
            () -> Problem.in(SQUARE).named("mine").manufactured(RISE).build(),
            "\"rise\" of mine takes its right side from the exact solution, which is not given"),
        BadCall.of(
            "dirichlet without exact",
            () -> square().dirichlet(side).build(),
            "\"u\" of mine takes its right side from the exact solution, which is not given"),
        BadCall.of(
            "dirichlet(null)",
            () -> square().exact(ONE).dirichlet(nothing()).build(),
            "face of the condition on u must be given, was null"),
        BadCall.of(
            "dirichlet of output 1 of 1",
            () -> square().dirichlet(side, 1, ONE).build(),
            "the condition on u is of output 1, but mine has 1, from 0"),
        BadCall.of(
            "dirichlet of output -1", () -> square().dirichlet(side, -1, ONE).build(), "output -1"),
        BadCall.of(
            "dirichlet(…, null)", () -> square().dirichlet(side, 0, nothing()), "boundary value"),
        BadCall.of(
            "a condition without equation",
            () -> square().condition("flux", side, nothing(), ZERO, 1).build(),
            "equation of flux must be given, was null"),
        BadCall.of(
            "a condition without name",
            () -> square().condition(nothing(), side, RISE, ZERO, 1).build(),
            "name",
            "null"),
        BadCall.of(
            "a condition without right side",
            () -> square().condition("flux", side, RISE, nothing(), 1),
            "right side must be given, was null"),
        BadCall.of(
            "an integral over nothing",
            () -> square().integral("mass", nothing(), RISE, 1, 1),
            "quadrature must be given, was null"),
        BadCall.of(
            "an integral that is NaN",
            () -> square().integral("mass", Quadrature.integral(SQUARE, 2), RISE, Double.NaN, 1),
            "the value of mass must be a finite number, was NaN"),
        BadCall.of(
            "an integral of weight 0",
            () -> square().integral("mass", Quadrature.integral(SQUARE, 2), RISE, 1, 0).build(),
            "weight of mass must be positive, was 0.0"),
        BadCall.of(
            "an integral over a cube",
            () ->
                square().integral("mass", Quadrature.integral(Box.unit(3), 2), RISE, 1, 1).build(),
            "the points of mass must have 2 coordinates, as those of the domain, had 3"),
        BadCall.of(
            "two constraints for one output",
            () ->
                square()
                    .constraint(HardConstraint.each(HardConstraint.none(), HardConstraint.none()))
                    .build(),
            "the constraint of mine must be one for each of 1 outputs, were 2"),
        BadCall.of("each()", () -> HardConstraint.each(), "at least one, were none"),
        BadCall.of(
            "each(null)",
            () -> HardConstraint.each((HardConstraint) nothing()),
            "constraints must not hold null"),
        BadCall.of(
            "each of each",
            () -> HardConstraint.each(HardConstraint.each(HardConstraint.none())),
            "the constraint of an output must be of that alone"),
        BadCall.of(
            "weights that are all 0",
            () -> new TermWeights(TermWeights.Kind.STATED, 0),
            "factor of weights must be positive, was 0.0"),
        BadCall.of(
            "weights that cannot be balanced",
            () ->
                UntouchedGlobals.puttingBack(
                    () ->
                        new Solve(
                            square()
                                .condition(
                                    "nothing", side, Equation.of("0", Set.of(), u -> 0), ZERO, 1)
                                .build(),
                            SolveSettings.config(
                                SolveSettings.choices(ProblemShape.of(BOTH.problem))
                                    .with(SolveSettings.WEIGHTS, TermWeights.Kind.BALANCED)),
                            new Budget.Steps(1),
                            0)),
            "weights cannot be balanced: the rows of nothing have the mean square 0.0"),
        weight(0),
        weight(-1),
        weight(Double.NaN),
        weight(1 / 0.0),
        BadCall.of(
            "a share of 0",
            () -> new Term("flux", side, List.of(RISE), List.of(ZERO), 1, 0),
            "share of flux must be positive, was 0.0"),
        BadCall.of(
            "a term with null",
            () -> new Term("flux", side, Collections.singletonList(null), List.of(ZERO), 1, 1),
            "equations must not hold null"),
        BadCall.of(
            "a term of two equations with one source",
            () -> new Term("flux", side, List.of(RISE, RISE), List.of(ZERO), 1, 1),
            "flux had 2 and 1"),
        BadCall.of(
            "a problem with null",
            () ->
                new Problem(
                    "mine",
                    Collections.singletonList(null),
                    1,
                    HardConstraint.none(),
                    null,
                    null,
                    false,
                    null),
            "terms must not hold null"),
        BadCall.of(
            "waves in the axis -1",
            () -> square().periodicInput(-1, 1, 2),
            "the axis of a periodic input must be at least 0, was -1"),
        BadCall.of(
            "waves in an axis beyond",
            () -> square().periodicInput(2, 1, 2).build(),
            "must be below the 2 coordinates of a point, was 2"),
        BadCall.of(
            "waves of no length",
            () -> square().periodicInput(0, 0, 2),
            "the period of an input must be",
            "0.0"),
        BadCall.of(
            "no waves",
            () -> square().periodicInput(0, 1, 0),
            "the waves of an input must be at least 1, was 0"),
        BadCall.of(
            "a condition in the cube",
            () -> square().condition("flux", Box.unit(3).boundary(), RISE, ZERO, 1).build(),
            "the points of flux must have 2 coordinates, as those of the domain, had 3"),
        BadCall.of(
            "a period of 0",
            () -> square().periodic(side, 0, 0, RISE, 1),
            "a period must be a number other than 0, was 0.0"),
        BadCall.of(
            "a period in axis -1",
            () -> square().periodic(side, -1, 1, RISE, 1),
            "axis must be at least 0, was -1"),
        BadCall.of(
            "a period in axis 2",
            () -> square().periodic(side, 2, 1, RISE, 1).build(),
            "the period of the periodic condition is in axis 2, but a point has 2 coordinates"),
        BadCall.of(
            "Equation.of(null, …)",
            () -> Equation.of(nothing(), Set.of(SLOPE), u -> 0),
            "name must be given, was null"),
        BadCall.of(
            "Equation.of(…, null, …)",
            () -> Equation.of("bad", nothing(), u -> 0),
            "operators must be given, was null"),
        BadCall.of(
            "Equation.of an operator that is null",
            () -> Equation.of("bad", Collections.singleton(null), u -> 0),
            "operators must not hold null"),
        BadCall.of(
            "Equation.of(…, null)",
            () -> Equation.of("bad", Set.of(SLOPE), nothing()),
            "left side must be given, was null"));
  }

  private static BadCall weight(double weight) {
    return BadCall.of(
        "weight " + weight,
        () -> square().exact(ONE).dirichlet(SQUARE.boundary(), weight).build(),
        "weight of the condition on u must be positive",
        "was " + weight);
  }

  private static DerivativeStructure fails(DerivativeStructure[] x) {
    throw new IllegalStateException("no such pressure at " + x.length);
  }

  private static Problem known(SmoothFunction exact) {
    return Problem.in(SQUARE).named("mine").manufactured(RISE).exact(exact).build();
  }

  private static Problem constrained(HardConstraint constraint) {
    Operator plate = new Biharmonic();
    return Problem.in(SQUARE)
        .named("mine")
        .equation(Equation.of("plate", Set.of(plate), u -> u.get(plate)))
        .constraint(constraint)
        .build();
  }

  /** Known to second order. */
  private record Slab() implements HardConstraint {
    @Override
    public FunctionJet factor(INDArray points) {
      return HardConstraint.none().factor(points);
    }
  }

  static List<BadCall> functions() {
    return List.of(
        BadCall.of(
            "an equation that reads what it does not name",
            () -> solved(reading(u -> u.partial(1))),
            "the equation \"bad\" failed at point 0, x = (",
            "it reads ∂u/∂x1, which operators() must name"),
        BadCall.of(
            "an equation that reads output 2 of 2",
            () ->
                solved(
                    Problem.in(SQUARE).outputs(2).equation(reading(u -> u.get(2, SLOPE))).build()),
            "the equation \"bad\" failed at point 0",
            "it reads output 2 of a function that has 2, from 0"),
        BadCall.of(
            "an equation that reads coordinate 2 of 2",
            () -> solved(reading(u -> u.x(2))),
            "it reads coordinate 2 of a point that has 2, from 0"),
        BadCall.of(
            "a collapsed equation that reads coordinate 2 of 2",
            () -> solved(Equation.of("bad", Set.of(new Laplacian()), u -> u.laplacian() + u.x(2))),
            "it reads coordinate 2 of a point that has 2, from 0"),
        BadCall.of(
            "an equation that gives NaN",
            () -> solved(reading(u -> Double.NaN)),
            "the left side of the equation \"bad\" is NaN at point 0"),
        BadCall.of(
            "a manufactured equation that reads what it does not name",
            () ->
                solved(Problem.in(SQUARE).manufactured(reading(u -> u.value())).exact(ONE).build()),
            "the left side of the equation \"bad\" failed at point ",
            "it reads u, which operators() must name"),
        source("gives too few", points -> new double[1], "gave 1"),
        source("gives null", points -> nothing(), "gave null"),
        source(
            "gives NaN", points -> filled(points, Double.NaN), "finite number, was NaN at point"),
        source(
            "throws",
            points -> new double[] {points.getDouble(0, 5)},
            "the right side of \"rise\" in the domain failed"),
        BadCall.of(
            "an exact solution that gives null",
            () -> solved(known(x -> nothing())),
            "a function of x = (",
            "must give a number and its derivatives, gave null"),
        BadCall.of(
            "an exact solution that throws",
            () -> solved(known(BadProblemTest::fails)),
            "a function of x = (",
            "failed: no such pressure at 2"),
        BadCall.of(
            "an exact solution that reads a third coordinate",
            () -> solved(known(x -> x[2])),
            "a function of x = (",
            "failed: Index 2 out of bounds for length 2"),
        BadCall.of(
            "an exact solution that gives NaN",
            () -> solved(known(x -> x[0].multiply(Double.NaN))),
            "the right side of \"rise\" in the domain must be a finite number, was NaN at point"),
        BadCall.of(
            "a boundary value that gives null",
            () -> solved(square().dirichlet(SQUARE.boundary(), 0, x -> nothing()).build()),
            "must give a number and its derivatives, gave null"),
        BadCall.of(
            "values of a solution that are null",
            () -> solved(square().solution(points -> nothing()).build()).relativeError(10),
            "the exact solution of mine must give 1 number at each of 10 points, gave null"),
        BadCall.of(
            "values of a solution that are too few",
            () -> solved(square().solution(points -> new double[3]).build()).relativeError(10),
            "the exact solution of mine must give 1 number at each of 10 points, gave 3"),
        BadCall.of(
            "values of a solution that are NaN",
            () ->
                solved(square().solution(points -> filled(points, Double.NaN)).build())
                    .relativeError(10),
            "the exact solution of mine must be a finite number, was NaN at point 0"),
        BadCall.of(
            "Δ²u with a constraint of second order",
            () -> solved(constrained(new Slab())),
            "the constraint Slab[] gives u, Δu and ‖∇u‖² alone",
            "HardConstraint.of"),
        BadCall.of(
            "a constraint that gives null",
            () -> solved(constrained(HardConstraint.of(x -> nothing(), null))),
            "a function of x = (",
            "gave null"),
        BadCall.of(
            "a constraint that gives NaN",
            () -> solved(constrained(HardConstraint.of(x -> x[0].multiply(Double.NaN), null))),
            "must give finite numbers, but does not at point 0"));
  }

  private static double[] filled(INDArray points, double value) {
    double[] values = new double[points.rows()];
    Arrays.fill(values, value);
    return values;
  }

  private static BadCall source(String what, SourceTerm source, String... named) {
    return BadCall.of(
        "a source that " + what,
        () -> solved(Problem.in(SQUARE).equation(RISE, source).build()),
        named);
  }

  /** Makes what it is told. */
  private record Made(String name, Problem problem) implements ProblemFactory {
    @Override
    public String description() {
      return "u_x = 0";
    }

    @Override
    public Problem create(int dimension, RandomKey key) {
      if (dimension == 3) {
        throw new ArithmeticException("three is too many");
      }
      return problem;
    }
  }

  private static final Made MINE = new Made("mine", square().build());
  private static final Made BOTH = new Made("mine", square().outputs(2).build());

  private static MultiLayerNetwork network(int inputs, PinnOutputLayer.Builder last) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(Sdze.builder().build())
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(inputs).nOut(5).build())
                .layer(((PinnOutputLayer.Builder) last.nIn(5)).build())
                .build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork attached(int inputs, PinnOutputLayer.Builder last) {
    return UntouchedGlobals.puttingBack(() -> Sdze.attach(network(inputs, last)));
  }

  static List<BadCall> users() {
    RandomKey key = RandomKey.root(1);
    return List.of(
        BadCall.of("make(null, …)", () -> Problems.make(nothing(), 2, key), "problem", "null"),
        BadCall.of(
            "a factory that fails",
            () -> Problems.make(MINE, 3, key),
            "the problem mine cannot be made in 3 dimensions: three is too many"),
        BadCall.of(
            "poisson-products in 3 dimensions",
            () -> Problems.library().create("poisson-products", 3, key),
            "the problem poisson-products cannot be made in 3 dimensions",
            "dimension must be even, was 3"),
        BadCall.of(
            "PinnOutputLayer.Builder(null, 2)",
            () -> new PinnOutputLayer.Builder((ProblemFactory) nothing(), 2),
            "problem must be given, was null"),
        BadCall.of(
            "PinnOutputLayer.Builder(mine, 0)",
            () -> new PinnOutputLayer.Builder(new Sized(), 0),
            "dimension of a sized problem must be at least 1, was 0"),
        BadCall.of(
            "a layer for a problem with nOut(3)",
            () ->
                attached(
                    2,
                    (PinnOutputLayer.Builder) new PinnOutputLayer.Builder(new Sized(), 2).nOut(3)),
            "the network has 3 outputs, but the solution of sized has 1"),
        BadCall.of(
            "a layer for a problem in a network of other inputs",
            () -> attached(4, new PinnOutputLayer.Builder(new Sized(), 2)),
            "the network has 4 inputs, but a point of the domain has 2 coordinates"),
        BadCall.of(
            "a layer for a problem in waves",
            () -> attached(3, new PinnOutputLayer.Builder(new Waved(), 2)),
            "the problem waved gives its network waves in place of a coordinate"),
        BadCall.of(
            "a layer for a problem with a constraint",
            () -> new PinnOutputLayer.Builder(new Sized(), 2).constraint(HardConstraint.none()),
            "the constraint is that of the problem sized"),
        BadCall.of(
            "a layer for a problem by lines with directions",
            () -> new PinnOutputLayer.Builder(new Sized(), 2).directionCount(4),
            "direction count is of problems in u, Δu and ‖∇u‖² alone, but sized has exact lines"),
        BadCall.of(
            "masked points",
            () ->
                UntouchedGlobals.puttingBack(
                    () -> {
                      MultiLayerNetwork network =
                          Sdze.attach(network(2, new PinnOutputLayer.Builder(new Sized(), 2)));
                      INDArray points = Nd4j.rand(DataType.DOUBLE, 4, 2);
                      INDArray ones = Nd4j.ones(DataType.DOUBLE, 4, 1);
                      network.fit(new DataSet(points, ones, null, ones));
                      return network;
                    }),
            "the points of an equation cannot be masked"),
        BadCall.of(
            "CollocationIterator of no problem",
            () -> new CollocationIterator((Problem) nothing(), 1, 1, DataType.DOUBLE, key),
            "problem must be given, was null"),
        BadCall.of(
            "Solve(null, …)",
            () -> new Solve(nothing(), Defaults.of(2), new Budget.Steps(1), 0),
            "problem must be given, was null"),
        BadCall.of(
            "Solve(…, null, …)",
            () -> new Solve(MINE.problem, nothing(), new Budget.Steps(1), 0),
            "configuration must be given, was null"),
        BadCall.of(
            "Solve(…, null budget, …)",
            () ->
                UntouchedGlobals.puttingBack(
                    () -> new Solve(MINE.problem, Defaults.of(MINE.problem), nothing(), 0)),
            "budget must be given, was null"),
        BadCall.of("Defaults.of(null)", () -> Defaults.of((Problem) nothing()), "problem", "null"),
        BadCall.of(
            "a network of one output for a problem of two",
            () ->
                UntouchedGlobals.puttingBack(
                    () ->
                        new Solve(
                            BOTH.problem,
                            network(2, new PinnOutputLayer.Builder(new Sized(), 2)),
                            Defaults.of(BOTH.problem).loss(),
                            Defaults.of(BOTH.problem).training(),
                            new Budget.Steps(1),
                            0)),
            "the network has 1 outputs, but the solution of mine has 2"),
        BadCall.of(
            "u at points of another dimension",
            () -> solved(MINE.problem).at(Nd4j.zeros(DataType.DOUBLE, 4, 3)),
            "points must have 2 columns, had 3"));
  }

  /** A problem in any number of dimensions. */
  public static final class Sized implements ProblemFactory {
    @Override
    public String name() {
      return "sized";
    }

    @Override
    public String description() {
      return "u_x = 0";
    }

    @Override
    public Problem create(int dimension, RandomKey key) {
      return Problem.in(Box.unit(dimension)).named("sized").equation(RISE).build();
    }
  }

  /** A problem whose network is given waves. */
  public static final class Waved implements ProblemFactory {
    @Override
    public String name() {
      return "waved";
    }

    @Override
    public String description() {
      return "u_x = 0";
    }

    @Override
    public Problem create(int dimension, RandomKey key) {
      return square().named(name()).periodicInput(0, 1, 1).build();
    }
  }

  @ParameterizedTest
  @MethodSource({"operators", "domains", "parts", "functions", "users"})
  void isRefusedWithASentence(BadCall bad) {
    bad.check();
  }

  @Test
  void aSolutionThatIsNotKnownSaysSo() {
    Sentence.refused(
        IllegalStateException.class,
        () -> solved(MINE.problem).testSet(5),
        "the solution of mine is not known");
  }

  /** The options that a run is resumed with are those that its problem takes. */
  @Test
  void aSolveByLinesHasNoSettingsOfDirections() {
    Set<String> names = solved(MINE.problem).settings().keySet();
    for (String name : List.of("directions", "directionCount", "residual", "units", "twoSided")) {
      assertFalse(names.contains(name), name);
    }
    assertTrue(names.contains("batch"));
  }

  /** What is known of u* does not depend on the order in which it is said. */
  @Test
  void conditionsOnUAreOnAllOutputsWhereverTheyStand() {
    Domain side = SQUARE.boundary();
    assertEquals(2, square().dirichlet(side).exact(ONE, ONE).build().conditions().size());
    assertEquals(2, square().exact(ONE, ONE).dirichlet(side).build().conditions().size());
  }

  /** A left side that fails at a later step: the network keeps what the last good one left. */
  @Test
  void aStepThatFailsLeavesTheNetworkAsItWas() {
    int[] calls = {0};
    Problem problem =
        Problem.in(SQUARE)
            .equation(
                RISE,
                points -> {
                  if (calls[0]++ > 1) {
                    throw new ArithmeticException("no more");
                  }
                  return filled(points, 1);
                })
            .build();
    UntouchedGlobals.puttingBack(
        () -> {
          Solve solve = new Solve(problem, Defaults.of(problem), new Budget.Steps(9), 0);
          INDArray[] last = {solve.network().params().dup()};
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  solve.run(
                      (report, now) -> {
                        last[0] = solve.network().params().dup();
                        return true;
                      }));
          assertEquals(last[0], solve.network().params());
          return solve;
        });
  }
}
