package org.sdze.pinn.direction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.HeldPoints;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.RandomDirections.Kind;

/**
 * The contract of every set of directions: whatever it says of V agrees with V itself, {@code [V,
 * d]}, which a test may write out.
 */
class DirectionLawTest {

  private static final RandomKey KEY = RandomKey.root(51);
  private static final double TOLERANCE = 1e-11;

  /** A law and a first layer to see its directions through. */
  record Case(DirectionLaw law, int dimension, int width) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case(SpanDirections.all(), 9, 5),
        new Case(SpanDirections.all(), 5, 5),
        new Case(SpanDirections.all(), 4, 6),
        new Case(new SpanDirections(3), 9, 5),
        new Case(new SpanDirections(3), 4, 6),
        new Case(new SpanDirections(8), 9, 5),
        new Case(new RandomDirections(Kind.RADEMACHER, 4), 9, 5),
        new Case(new RandomDirections(Kind.GAUSSIAN, 4), 9, 5),
        new Case(new RandomDirections(Kind.COORDINATE, 4), 9, 5),
        new Case(new RandomDirections(Kind.COORDINATE, 4), 4, 6));
  }

  private static DenseNetwork network(Case of) {
    return TestNetworks.create(
        DataType.DOUBLE, Activation.TANH, 1, KEY.index(0), of.dimension(), of.width(), 3);
  }

  private static DirectionSet set(Case of, DenseNetwork network, RandomKey key) {
    return of.law()
        .draw(key, of.dimension(), new Workspace(DataType.DOUBLE))
        .through(new SpanFactor(network));
  }

  /** V, written out: the images of the identity. */
  private static INDArray directions(Case of, DirectionSet set) {
    return set.imagesOf(Nd4j.eye(of.dimension()).castTo(DataType.DOUBLE).dup('f'));
  }

  private static INDArray gaussian(int index, long rows, long columns) {
    return TestNetworks.gaussian(KEY.index(index), DataType.DOUBLE, rows, columns);
  }

  private static void agree(INDArray expected, INDArray actual) {
    assertEquals(0, TestNetworks.relativeDifference(actual, expected), TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void imagesAndProjectionsAreProductsWithTheDirections(Case of) {
    DenseNetwork network = network(of);
    INDArray w = network.entrance().weights();
    DirectionSet set = set(of, network, KEY.index(1));
    INDArray v = directions(of, set);
    assertEquals(set.count(), v.rows());
    agree(v.mmul(w), set.images());
    agree(v.mmul(w).mul(v.mmul(w)).sum(true, 0), set.squaredNorms());
    INDArray x = gaussian(2, 3, of.dimension());
    INDArray xw = x.mmul(w).dup('f');
    PointBatch batch = new HeldPoints(x);
    agree(x.mmul(v.transpose()), set.project(batch, xw));
    agree(x.mmul(v.transpose()).mmul(v).mmul(w), set.imagesOfSeenPoints(batch, xw));
    INDArray matrix = gaussian(3, of.dimension(), of.width());
    agree(v.mmul(matrix), set.imagesOf(matrix));
    INDArray seen = v.transpose().mmul(v).mmul(w);
    agree(seen.mul(matrix).sum(true, 0), set.seenColumnDots(matrix));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gramsAreProductsOfTwoDraws(Case of) {
    DenseNetwork network = network(of);
    INDArray w = network.entrance().weights();
    // both halves of a step see the same weights through the same factor
    SpanFactor span = new SpanFactor(network);
    DirectionSet first =
        of.law().draw(KEY.index(1), of.dimension(), new Workspace(DataType.DOUBLE)).through(span);
    DirectionSet second =
        of.law().draw(KEY.index(2), of.dimension(), new Workspace(DataType.DOUBLE)).through(span);
    INDArray v1 = directions(of, first);
    INDArray v2 = directions(of, second);
    INDArray expected = v1.mmul(v2.transpose());
    INDArray gram = first.gram(second);
    agree(expected, gram == null ? Nd4j.eye(first.count()).castTo(DataType.DOUBLE) : gram);
    INDArray seen1 = v1.transpose().mmul(v1).mmul(w);
    INDArray seen2 = v2.transpose().mmul(v2).mmul(w);
    agree(seen1.mul(seen2).sum(true, 0), first.seenColumnProducts(second));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void changesOfTheWeightsAreCombinationsOfTheDirections(Case of) {
    DenseNetwork network = network(of);
    INDArray w = network.entrance().weights();
    DirectionSet set = set(of, network, KEY.index(1));
    INDArray v = directions(of, set);
    INDArray coefficients = gaussian(4, set.count(), of.width());
    WideChange change = set.change(coefficients);
    agree(v.transpose().mmul(coefficients), matrix(network, change));
    boolean inSpan = of.law() instanceof SpanDirections && of.dimension() > of.width();
    assertEquals(inSpan, change instanceof WideChange.Combination);
    INDArray factors = gaussian(5, 1, of.width());
    INDArray columns = v.transpose().mmul(v).mmul(w).muliRowVector(factors);
    agree(columns, matrix(network, set.seenColumns(factors)));
  }

  private static INDArray matrix(DenseNetwork network, WideChange change) {
    INDArray sum = network.entrance().weights().ulike().assign(0);
    network.wide(0).addTo(sum, 0, sum.rows(), 1, List.of(change));
    return sum;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aDrawDependsOnItsKeyAlone(Case of) {
    DenseNetwork network = network(of);
    INDArray images = set(of, network, KEY.index(1)).images().dup('f');
    assertEquals(images, set(of, network, KEY.index(1)).images());
    if (!of.law().isExact() && of.law() instanceof RandomDirections) {
      assertNotEquals(images, set(of, network, KEY.index(2)).images());
    }
  }

  /** A span of directions, or all axes: VᵀV W = W, and V is orthonormal. */
  @Test
  void allSpanDirectionsAreAnOrthonormalBasisOfWhatTheWeightsSee() {
    for (Case of : cases().filter(c -> c.law().isExact()).toList()) {
      DenseNetwork network = network(of);
      DirectionSet set = set(of, network, KEY);
      INDArray v = directions(of, set);
      agree(Nd4j.eye(set.count()).castTo(DataType.DOUBLE), v.mmul(v.transpose()));
      INDArray w = network.entrance().weights();
      agree(w, v.transpose().mmul(v).mmul(w));
    }
  }

  @Test
  void fewSpanDirectionsAreRowsOfARotationScaledUp() {
    Case of = new Case(new SpanDirections(3), 9, 5);
    INDArray v = directions(of, set(of, network(of), KEY));
    agree(Nd4j.eye(3).castTo(DataType.DOUBLE).mul(5.0 / 3), v.mmul(v.transpose()));
  }

  @Test
  void coordinatesAreDistinctAxes() {
    Case of = new Case(new RandomDirections(Kind.COORDINATE, 4), 9, 5);
    INDArray v = directions(of, set(of, network(of), KEY));
    agree(Nd4j.eye(4).castTo(DataType.DOUBLE).mul(9.0 / 4), v.mmul(v.transpose()));
    assertEquals(4, v.neq(0).castTo(DataType.DOUBLE).sumNumber().intValue());
  }

  @Test
  void halvesHaveHalfTheDirections() {
    assertEquals(
        new RandomDirections(Kind.GAUSSIAN, 3), new RandomDirections(Kind.GAUSSIAN, 6).half());
    assertEquals(new SpanDirections(3), new SpanDirections(6).half());
    assertEquals(SpanDirections.all(), SpanDirections.all().half());
    assertTrue(SpanDirections.all().isExact());
    assertFalse(new SpanDirections(6).isExact());
  }

  @Test
  void badCountsAreRefused() {
    refuses("direction count must be at least 1, was 0", () -> new SpanDirections(0));
    refuses(
        "direction count must be at least 1, was -2",
        () -> new RandomDirections(Kind.GAUSSIAN, -2));
    refuses(
        "direction count must be even for the unbiased residual, which needs two independent"
            + " halves, was 3",
        () -> new RandomDirections(Kind.RADEMACHER, 3).half());
    refuses(
        "direction count must be at most the dimension (4) for coordinates, was 5",
        () -> new RandomDirections(Kind.COORDINATE, 5).draw(KEY, 4, new Workspace(DataType.FLOAT)));
  }

  private static void refuses(String sentence, Runnable work) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, work::run).getMessage());
  }
}
