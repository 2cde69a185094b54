package org.sdze.pinn.direction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.Moments;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.TestNetworks.Derivatives;
import org.sdze.pinn.direction.RandomDirections.Kind;
import org.sdze.pinn.jet.JetPass;
import org.sdze.pinn.jet.NetworkJet;

/**
 * Mean and variance of the estimates of ΔN and ‖∇N‖² over draws of directions.
 *
 * <p>n = 1000 draws for each law on fixed keys, bounds of 4 standard errors of the sample, so that
 * each comparison of a right estimator fails with probability 6e-5 (all 72 here: 5e-3, normal
 * approximation). A bias of 6 standard errors, 0.19 standard deviations of one draw, would be found
 * in all but 2 % of keys.
 */
@Tag("slow")
class EstimatorMomentsTest {

  private static final RandomKey KEY = RandomKey.root(61);
  private static final int N = 1000;
  private static final int DIMENSION = 8;
  private static final int POINTS = 3;

  /** A sample is the same in whatever test it is drawn. */
  private static final Map<DirectionLaw, Sample> KNOWN = new HashMap<>();

  private final DenseNetwork network =
      TestNetworks.create(DataType.DOUBLE, Activation.TANH, 2, KEY.index(0), DIMENSION, 5, 4);
  private final INDArray points =
      TestNetworks.gaussian(KEY.index(1), DataType.DOUBLE, POINTS, DIMENSION).muli(0.4);
  private final Derivatives[] exact =
      Stream.of(HostArrays.rows(points))
          .map(x -> TestNetworks.derivatives(network, x))
          .toArray(Derivatives[]::new);

  /** Samples of both estimates at each point. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Sample(Moments[] laplacian, Moments[] norm) {}

  private static Sample sample(
      DenseNetwork of, INDArray at, DirectionLaw law, Derivatives[] near, int draws) {
    Moments[] laplacian =
        Stream.of(near).map(d -> new Moments(d.laplacian())).toArray(Moments[]::new);
    Moments[] norm =
        Stream.of(near).map(d -> new Moments(d.squaredGradientNorm())).toArray(Moments[]::new);
    Workspace work = new Workspace(DataType.DOUBLE);
    SpanFactor span = new SpanFactor(of);
    for (int i = 0; i < draws; i++) {
      DirectionSet set =
          law.draw(KEY.step(i), at.columns(), new Workspace(DataType.DOUBLE)).through(span);
      NetworkJet jet = new JetPass(of, at, set, true, work).output();
      double[] norms = jet.squaredGradientNorm();
      for (int k = 0; k < near.length; k++) {
        laplacian[k].add(jet.laplacian()[k]);
        norm[k].add(norms[k]);
      }
    }
    return new Sample(laplacian, norm);
  }

  private Sample sample(DirectionLaw law) {
    return KNOWN.computeIfAbsent(law, each -> sample(network, points, each, exact, N));
  }

  private void assertUnbiased(Sample sample, Derivatives[] expected) {
    for (int k = 0; k < expected.length; k++) {
      sample.laplacian()[k].assertMean(expected[k].laplacian(), "Laplacian, point " + k);
      sample.norm()[k].assertMean(expected[k].squaredGradientNorm(), "gradient, point " + k);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void randomDirectionsAreUnbiased(Kind kind) {
    assertUnbiased(sample(new RandomDirections(kind, 2)), exact);
  }

  /** The closed forms: Σ_{i≠j} 2 H_ij² / V, 2 ‖H‖² / V, and that of a sample of the diagonal. */
  private static double variance(Kind kind, double[][] hessian, int count) {
    int d = hessian.length;
    double all = 0;
    double diagonal = 0;
    double trace = 0;
    for (int i = 0; i < d; i++) {
      trace += hessian[i][i];
      diagonal += hessian[i][i] * hessian[i][i];
      for (int j = 0; j < d; j++) {
        all += hessian[i][j] * hessian[i][j];
      }
    }
    return switch (kind) {
      case RADEMACHER -> 2 * (all - diagonal) / count;
      case GAUSSIAN -> 2 * all / count;
      case COORDINATE -> // d² S²/V · (1 − V/d), S² the variance of the diagonal with d − 1
          (double) d
              * d
              / count
              * (1 - (double) count / d)
              * (diagonal - trace * trace / d)
              / (d - 1);
    };
  }

  /**
   * Variances against their closed forms, each within 4 standard errors of a variance, and their
   * log–log slope against V, −1 within ±0.15: the slope's own standard error is about 0.05. The
   * factor (d − V)/(d − 1) of a sample without replacement is divided out first.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void varianceFallsAsOneOverTheCount(Kind kind) {
    double[] counts = {1, 2, 4, 6};
    double[] variances = new double[counts.length];
    for (int c = 0; c < counts.length; c++) {
      int count = (int) counts[c];
      Sample sample = sample(new RandomDirections(kind, count));
      for (int k = 0; k < POINTS; k++) {
        sample.laplacian()[k].assertVariance(
            variance(kind, exact[k].hessian(), count), kind + " " + count + " point " + k);
        double population =
            kind == Kind.COORDINATE ? (double) (DIMENSION - count) / (DIMENSION - 1) : 1;
        variances[c] += sample.laplacian()[k].variance() / population;
      }
    }
    assertEquals(-1, TestNetworks.logLogSlope(counts, variances), 0.15);
  }

  @Test
  void allCoordinatesLeaveNoVariance() {
    Sample sample =
        sample(network, points, new RandomDirections(Kind.COORDINATE, DIMENSION), exact, 50);
    for (int k = 0; k < POINTS; k++) {
      assertEquals(exact[k].laplacian(), sample.laplacian()[k].mean(), 1e-12);
      assertEquals(0, sample.laplacian()[k].variance(), 1e-24);
    }
  }

  static IntStream fewCounts() {
    return IntStream.of(1, 2, 4);
  }

  @ParameterizedTest
  @MethodSource("fewCounts")
  void fewRotatedSpanDirectionsAreUnbiased(int count) {
    assertUnbiased(sample(new SpanDirections(count)), exact);
  }

  /** A first layer wider than the input: the span is all of R^d. */
  @Test
  void fewRotatedAxesAreUnbiased() {
    DenseNetwork wide =
        TestNetworks.create(DataType.DOUBLE, Activation.TANH, 2, KEY.index(2), 4, 6, 4);
    INDArray at = TestNetworks.gaussian(KEY.index(3), DataType.DOUBLE, POINTS, 4).muli(0.4);
    Derivatives[] expected =
        Stream.of(HostArrays.rows(at))
            .map(x -> TestNetworks.derivatives(wide, x))
            .toArray(Derivatives[]::new);
    assertUnbiased(sample(wide, at, new SpanDirections(2), expected, N), expected);
  }

  /** What recommends the span: with as many directions its variance is the smaller one. */
  @Test
  void spanDirectionsVaryLessThanRandomOnes() {
    Sample span = sample(new SpanDirections(2));
    Sample random = sample(new RandomDirections(Kind.GAUSSIAN, 2));
    for (int k = 0; k < POINTS; k++) {
      assertTrue(span.laplacian()[k].variance() < random.laplacian()[k].variance());
    }
  }
}
