package org.sdze.pinn.credit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;
import org.sdze.pinn.SphereValues;
import org.sdze.pinn.TestGraph;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.DirectionSet;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.NetworkValues;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.TrialFunction;
import org.sdze.pinn.jet.EntranceVectors;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.JetPass;
import org.sdze.pinn.jet.NetworkJet;
import org.sdze.pinn.jet.TaylorPass;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.loss.ResidualObjective;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.problem.Problem;

/** Rows by unit credit against central differences of the residuals in every parameter. */
@Tag("slow")
class JetRowsTest {

  private static final RandomKey KEY = RandomKey.root(71);
  private static final RandomKey STEP = KEY.step(0);
  private static final int POINTS = 4;
  private static final double SCALE = 2;
  private static final UnitCredit EXACT = new UnitCredit(UnitCredit.ALL, 1e-5, true);

  /** Δu + sin u, and a part of ‖∇u‖² where it is asked for. */
  private record TestEquation(boolean gradient) implements Equation {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public Set<Operator> operators() {
      return gradient
          ? Set.of(new Value(), new Laplacian(), new SquaredGradientNorm())
          : Set.of(new Value(), new Laplacian());
    }

    @Override
    public double leftSide(OperatorValues u) {
      return u.laplacian() + Math.sin(u.value()) + (gradient ? 0.3 * u.squaredGradientNorm() : 0);
    }
  }

  /** A network, an equation and a law of directions. */
  record Case(
      int depth,
      boolean gradient,
      DirectionLaw law,
      int dimension,
      int width,
      Activation sigma,
      HardConstraint constraint,
      @Nullable TestGraph graph) {

    Case(
        int depth, boolean gradient, DirectionLaw law, int dimension, int width, Activation sigma) {
      this(depth, gradient, law, dimension, width, sigma, HardConstraint.unitBall());
    }

    Case(
        int depth,
        boolean gradient,
        DirectionLaw law,
        int dimension,
        int width,
        Activation sigma,
        HardConstraint constraint) {
      this(depth, gradient, law, dimension, width, sigma, constraint, null);
    }

    Case(TestGraph graph, boolean gradient, DirectionLaw law, HardConstraint constraint) {
      this(graph.hiddenLayers(), gradient, law, 6, 4, Activation.TANH, constraint, graph);
    }

    DenseNetwork network(DataType type) {
      if (graph != null) {
        return graph.create(type, sigma, SCALE, KEY.index(depth), dimension, width);
      }
      return TestNetworks.create(
          type, sigma, SCALE, KEY.index(depth), TestNetworks.widths(dimension, width, depth));
    }

    ResidualLoss loss(DenseNetwork network) {
      return new LossConfig(POINTS, law, ResidualForm.UNBIASED)
          .collapsed(
              new Problem(
                  "test",
                  new TestEquation(gradient),
                  new UnitBall(dimension),
                  constraint,
                  points -> new double[points.rows()],
                  null),
              network);
    }

    boolean twoHalves() {
      return !law.isExact();
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    DirectionLaw rademacher = new RandomDirections(RandomDirections.Kind.RADEMACHER, 4);
    for (int depth = 1; depth <= 3; depth++) {
      for (boolean gradient : new boolean[] {false, true}) {
        cases.add(new Case(depth, gradient, SpanDirections.all(), 7, 5, Activation.TANH));
        cases.add(new Case(depth, gradient, SpanDirections.all(), 4, 5, Activation.SINE));
        cases.add(new Case(depth, gradient, new SpanDirections(4), 7, 5, Activation.SWISH));
        cases.add(new Case(depth, gradient, rademacher, 7, 5, Activation.TANH));
      }
    }
    for (int depth = 1; depth <= 3; depth++) { // derivatives along a field of its own
      for (DirectionLaw law : List.of(SpanDirections.all(), new SpanDirections(4), rademacher)) {
        cases.add(new Case(depth, false, law, 7, 5, Activation.TANH, new SphereValues()));
      }
      cases.add(
          new Case(
              depth, true, SpanDirections.all(), 7, 5, Activation.TANH, new SphereValues(false)));
    }
    for (TestGraph graph : TestGraph.values()) {
      cases.add(new Case(graph, false, SpanDirections.all(), new SphereValues()));
    }
    for (TestGraph graph :
        List.of(TestGraph.DENSE_BLOCK, TestGraph.MIXED, TestGraph.UNEQUAL_READERS)) {
      cases.add(new Case(graph, true, SpanDirections.all(), HardConstraint.unitBall()));
    }
    cases.add(
        new Case(
            TestGraph.UNEQUAL_READERS, false, new SpanDirections(4), HardConstraint.unitBall()));
    cases.add(new Case(4, true, SpanDirections.all(), 6, 4, Activation.TANH));
    return cases.stream();
  }

  /**
   * Directions that stay as they are while W moves. The directions of a few rotated rows of the
   * span depend on W, and the step treats them as given.
   */
  private record Fixed(INDArray directions, INDArray images) implements DirectionSet {
    @Override
    public long count() {
      return directions.rows();
    }

    @Override
    public DirectionSet through(WideLayer layer) {
      return new Fixed(directions, directions.mmul(layer.rows(0, layer.inputs())).dup('f'));
    }

    @Override
    public INDArray project(PointBatch points, INDArray pointImages) {
      throw new UnsupportedOperationException();
    }

    @Override
    public INDArray gram(DirectionSet other) {
      throw new UnsupportedOperationException();
    }

    @Override
    public WideChange change(INDArray coefficients) {
      throw new UnsupportedOperationException();
    }

    @Override
    public INDArray imagesOf(INDArray matrix) {
      return directions.mmul(matrix);
    }
  }

  /** The residuals of one half of the directions as a function of the parameters. */
  private static final class Residuals {
    private final Case of;
    private final DenseNetwork network;
    private final INDArray points;
    private final DirectionLaw.DirectionDraw draw;
    private final INDArray directions;
    private final Workspace work = new Workspace(DataType.DOUBLE);

    Residuals(Case of, DenseNetwork network, INDArray points, int half) {
      this.of = of;
      this.network = network;
      this.points = points;
      DirectionLaw law = of.twoHalves() ? of.law().half() : of.law();
      draw =
          law.draw(
              STEP.purpose(Purpose.DIRECTIONS).index(half),
              of.dimension(),
              new Workspace(DataType.DOUBLE));
      directions =
          draw.through(new SpanFactor(network))
              .imagesOf(Nd4j.eye(of.dimension()).castTo(DataType.DOUBLE).dup('f'))
              .dup('f');
    }

    double[] values() {
      DirectionSet set =
          of.law().isExact()
              ? draw.through(new SpanFactor(network))
              : new Fixed(directions, directions.mmul(network.entrance().weights()).dup('f'));
      TrialFunction trial =
          TrialFunction.at(points, of.constraint(), new TestEquation(of.gradient()));
      EntranceVectors vectors = EntranceVectors.of(points, trial.field(), work);
      List<INDArray> images = JetPass.images(network, vectors.vectors(), work);
      NetworkJet jet = new JetPass(network, vectors, images, set, of.gradient(), work).output();
      double[] norms = jet.squaredGradientNorm();
      double[] residuals = new double[POINTS];
      for (int i = 0; i < POINTS; i++) {
        NetworkValues values =
            new NetworkValues(jet.value()[i], jet.alongField()[i], jet.laplacian()[i], norms[i]);
        residuals[i] = new TestEquation(of.gradient()).leftSide(trial.values(i, values));
      }
      return residuals;
    }

    /**
     * The derivatives of the residuals by the parameters that are trained, each {@code [n,
     * length]}, 'f' order: the first layer's weights are s times the trained ones, so that a step
     * of theirs is s² ∂r/∂W.
     */
    List<double[][]> jacobian() {
      List<double[][]> parts = new ArrayList<>();
      for (INDArray parameter : network.parameters()) {
        double metric = metric(network, parts.size());
        double[][] part = new double[POINTS][(int) parameter.length()];
        int index = 0;
        for (int j = 0; j < parameter.columns(); j++) {
          for (int k = 0; k < parameter.rows(); k++, index++) {
            double value = parameter.getDouble(k, j);
            double h = 1e-5;
            parameter.putScalar(k, j, value + h);
            double[] up = values();
            parameter.putScalar(k, j, value - h);
            double[] down = values();
            parameter.putScalar(k, j, value);
            for (int i = 0; i < POINTS; i++) {
              part[i][index] = metric * (up[i] - down[i]) / (2 * h);
            }
          }
        }
        parts.add(part);
      }
      return parts;
    }
  }

  /** s² for the weights of a layer that reads the input. */
  private static double metric(DenseNetwork network, int parameter) {
    return parameter % 2 == 0 && network.feeds(parameter / 2).isEmpty() ? SCALE * SCALE : 1;
  }

  /** The rows written out, from combinations that pick one sample each. */
  private static List<double[][]> jacobian(SampleRows rows) {
    List<double[][]> parts = new ArrayList<>();
    for (INDArray parameter : rows.network().parameters()) {
      parts.add(new double[POINTS][(int) parameter.length()]);
    }
    for (int i = 0; i < POINTS; i++) {
      double[] pick = new double[POINTS];
      pick[i] = 1;
      List<ParameterGradient> gradients = rows.combine(pick).parameters();
      for (int k = 0; k < gradients.size(); k++) {
        parts.get(k)[i] = HostArrays.copy(read(gradients.get(k), rows.network().dataType()));
      }
    }
    return parts;
  }

  /** By tiles of two rows. */
  private static INDArray read(ParameterGradient gradient, DataType type) {
    INDArray whole =
        Nd4j.createUninitialized(type, new long[] {gradient.rows(), gradient.columns()}, 'f');
    for (long from = 0; from < gradient.rows(); from += 2) {
      long to = Math.min(gradient.rows(), from + 2);
      INDArray tile =
          Nd4j.createUninitialized(type, new long[] {to - from, gradient.columns()}, 'f')
              .assign(Double.NaN);
      gradient.read(from, to, tile);
      ParameterGradient.rows(whole, from, to).assign(tile);
    }
    return whole;
  }

  private static double difference(double[][] a, double[][] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        difference += (a[i][j] - b[i][j]) * (a[i][j] - b[i][j]);
        size += b[i][j] * b[i][j];
      }
    }
    return Math.sqrt(difference / size);
  }

  private static ResidualRows rows(Case of, DenseNetwork network, UnitCredit credit) {
    ResidualLoss loss = of.loss(network);
    loss.at(KEY.step(1)).rows(network, credit, KEY.step(1)); // leaves numbers in all buffers
    return loss.at(STEP).rows(network, credit, STEP.purpose(Purpose.UNITS));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allUnitsGiveTheGradientOfEveryResidual(Case of) {
    DenseNetwork network = of.network(DataType.DOUBLE);
    ResidualObjective objective = of.loss(network).at(STEP);
    ResidualRows rows = objective.rows(network, EXACT, STEP.purpose(Purpose.UNITS));
    assertEquals(!of.twoHalves(), rows.isSquared());
    for (int half = 0; half < (of.twoHalves() ? 2 : 1); half++) {
      SampleRows sample = half == 0 ? rows.first() : rows.second();
      Residuals residuals = new Residuals(of, network, objective.points(), half);
      assertArrayEquals(residuals.values(), sample.residuals(), 1e-10);
      List<double[][]> expected = residuals.jacobian();
      List<double[][]> actual = jacobian(sample);
      for (int k = 0; k < expected.size(); k++) {
        assertEquals(
            0, difference(actual.get(k), expected.get(k)), 1e-6, "half " + half + " part " + k);
      }
    }
  }

  /** The rows of order 2, however they are found, are those of the credit of any order. */
  @ParameterizedTest
  @MethodSource("cases")
  void rowsAreThoseOfTheGeneralCredit(Case of) {
    DenseNetwork network = of.network(DataType.DOUBLE);
    ResidualObjective objective = of.loss(network).at(STEP);
    ResidualObjective.Evaluation evaluation = objective.evaluate(network).get(0);
    OutputSensitivity by = evaluation.sensitivity();
    INDArray x = objective.points();
    INDArray vectors = evaluation.pass().vectors().vectors().columns(0, of.dimension());
    INDArray field = ParameterGradient.rows(vectors, vectors.rows() - POINTS, vectors.rows());
    INDArray directions =
        evaluation
            .pass()
            .directions()
            .imagesOf(Nd4j.eye(of.dimension()).castTo(DataType.DOUBLE).dup('f'));
    List<Jet.Line> lines = new ArrayList<>(List.of(new Jet.Line(1, List.of(field.dup('f')))));
    List<Jet.Line> byLines = new ArrayList<>(List.of(new Jet.Line(1, List.of(by.byAlongField()))));
    for (int r = 0; r < directions.rows(); r++) {
      INDArray first =
          by.byAlongDirections() == null
              ? by.byValue().mul(0)
              : by.byAlongDirections().getColumn(r, true).dup('f');
      lines.add(new Jet.Line(2, List.of(directions.getRow(r, true).dup('f'))));
      byLines.add(new Jet.Line(2, List.of(first, by.byLaplacian().mul(2)))); // of D²N / 2
    }
    List<INDArray> expected =
        new TaylorCredit(
                new TaylorPass(network, new Jet(x, lines)), List.of(new Jet(by.byValue(), byLines)))
            .rows();
    List<double[][]> actual = jacobian(rows(of, network, EXACT).first());
    for (int k = 0; k < expected.size(); k++) {
      double[][] general = HostArrays.rows(expected.get(k).mul(metric(network, k)));
      assertEquals(0, difference(actual.get(k), general), 1e-6, "part " + k);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aBlockIsTheSameGradientsColumns(Case of) {
    DenseNetwork network = of.network(DataType.DOUBLE);
    List<double[][]> all = jacobian(rows(of, network, EXACT).second());
    for (int units : new int[] {1, 2}) {
      aBlockIsTheSameGradientsColumns(
          of, network, new UnitCredit(units, EXACT.smoothing(), true), all);
    }
  }

  private static void aBlockIsTheSameGradientsColumns(
      Case of, DenseNetwork network, UnitCredit block, List<double[][]> all) {
    List<double[][]> some = jacobian(rows(of, network, block).second());
    RandomKey key = STEP.purpose(Purpose.UNITS);
    for (int k = 0; k < all.size(); k++) {
      int layer = k / 2;
      if (layer == of.depth()) { // the output has one unit, and its derivatives are known
        assertEquals(0, difference(some.get(k), all.get(k)), 1e-12);
        continue;
      }
      int height = all.get(k)[0].length / of.width(); // of a parameter
      Set<Integer> chosen = new java.util.HashSet<>();
      for (int unit : block.select(of.width(), key.index(layer))) {
        chosen.add(unit);
      }
      double size = 0;
      for (double[] row : all.get(k)) {
        for (double number : row) {
          size = Math.max(size, Math.abs(number));
        }
      }
      for (int i = 0; i < POINTS; i++) {
        for (int j = 0; j < all.get(k)[i].length; j++) {
          boolean moved = chosen.contains(j / height);
          // differences of 1e-5 leave round-off of 1e-11, and a block rounds in another order
          assertEquals(moved ? all.get(k)[i][j] : 0, some.get(k)[i][j], moved ? 1e-9 * size : 0);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gramAndProductsAreThoseOfTheRowsWrittenOut(Case of) {
    DenseNetwork network = of.network(DataType.DOUBLE);
    for (UnitCredit credit : List.of(EXACT, new UnitCredit(3, 1e-5, true))) {
      ResidualRows rows = rows(of, network, credit);
      agree(rows.first(), rows.second());
      agree(rows.second(), rows.first());
      agree(rows.first(), rows.first());
    }
  }

  private static void agree(SampleRows first, SampleRows second) {
    DenseNetwork network = first.network();
    List<double[][]> j1 = jacobian(first);
    List<double[][]> j2 = jacobian(second);
    double[][] gram = HostArrays.rows(first.gram(second));
    double[][] expected = new double[POINTS][POINTS];
    List<INDArray> vector = new ArrayList<>();
    double[] product = new double[POINTS];
    for (int k = 0; k < j1.size(); k++) {
      INDArray parameter = network.parameters().get(k);
      INDArray phi =
          TestNetworks.gaussian(
              KEY.index(100 + k), DataType.DOUBLE, parameter.rows(), parameter.columns());
      vector.add(phi);
      double[] flat = HostArrays.copy(phi);
      // gradients are s² ∂r/∂W: both factors of K carry it, while Jφ is the change of r along φ
      double metric = metric(network, k);
      for (int i = 0; i < POINTS; i++) {
        for (int c = 0; c < flat.length; c++) {
          product[i] += j1.get(k)[i][c] * flat[c] / metric;
          for (int m = 0; m < POINTS; m++) {
            expected[i][m] += j1.get(k)[i][c] * j2.get(k)[m][c] / metric;
          }
        }
      }
    }
    assertEquals(0, difference(gram, expected), 1e-11);
    assertEquals(
        0, difference(new double[][] {first.multiply(vector)}, new double[][] {product}), 1e-11);
  }

  /**
   * What training uses: one-sided differences of a hundredth of the pre-activations' size, in
   * single precision. Their error is of first order in that size: 2 % of each part's rows.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void oneSidedDifferencesInSinglePrecisionAgreeToTwoPercent(Case of) {
    UnitCredit credit = new UnitCredit(UnitCredit.ALL, 1e-2, false);
    List<double[][]> exact = jacobian(rows(of, of.network(DataType.DOUBLE), EXACT).first());
    List<double[][]> single = jacobian(rows(of, of.network(DataType.FLOAT), credit).first());
    for (int k = 0; k < exact.size(); k++) {
      assertEquals(0, difference(single.get(k), exact.get(k)), 0.02, "part " + k);
    }
  }

  /** Two-sided: the error falls as the square of the move, one-sided as the move. */
  @Test
  void errorsFallWithTheOrderOfTheDifference() {
    Case of = new Case(2, true, SpanDirections.all(), 7, 5, Activation.TANH);
    DenseNetwork network = of.network(DataType.DOUBLE);
    List<double[][]> exact = jacobian(rows(of, network, EXACT).first());
    double[] moves = {1e-1, 1e-2, 1e-3};
    for (boolean twoSided : new boolean[] {false, true}) {
      double[] errors = new double[moves.length];
      for (int m = 0; m < moves.length; m++) {
        List<double[][]> rows =
            jacobian(rows(of, network, new UnitCredit(UnitCredit.ALL, moves[m], twoSided)).first());
        errors[m] = difference(rows.get(0), exact.get(0));
      }
      assertEquals(twoSided ? 2 : 1, TestNetworks.logLogSlope(moves, errors), 0.1);
    }
  }

  /** A step of the rows and its subtraction by tiles are the same step of the parameters. */
  @ParameterizedTest
  @MethodSource("cases")
  void aStepSubtractsTheCombination(Case of) {
    DenseNetwork network = of.network(DataType.DOUBLE);
    double[] weights = {0.2, -0.1, 0.3, 0.05};
    ResidualRows rows = rows(of, network, EXACT);
    List<INDArray> expected = new ArrayList<>();
    List<ParameterGradient> gradients = rows.first().combine(weights).parameters();
    for (int k = 0; k < gradients.size(); k++) {
      expected.add(
          network.parameters().get(k).sub(read(gradients.get(k), DataType.DOUBLE).mul(0.1)));
    }
    rows.first().combine(weights).step(0.1);
    for (int k = 0; k < expected.size(); k++) {
      INDArray parameter = network.parameters().get(k);
      assertTrue(TestNetworks.relativeDifference(parameter, expected.get(k)) < 1e-11, "part " + k);
    }
  }
}
