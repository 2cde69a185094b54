package org.sdze.optimizer.train;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Release;

/**
 * Notices between two steps that somebody else has changed the parameters: a user who sets others,
 * a listener, a constraint.
 *
 * <p>It keeps sums of their numbers, {@value #BUCKETS} an array, by which distances are estimated:
 * of changes without a pattern the square of the sums' distance has the square of the true distance
 * as its mean. Networks of more than {@link LossGuard#MAX_COPIED} parameters are not watched. Owned
 * by one thread.
 */
final class ParameterWatch {

  private static final int BUCKETS = 64;

  /** Larger arrays are summed along their longer side before they are copied to the host. */
  private static final long MAX_READ = 1 << 14;

  // A projection moves parameters no farther than the step from which it brings them back; twice
  // that, since distances are estimates.
  private static final double STEPS = 2;

  // But never farther than this, relative to what they were before it: the step may have exploded.
  private static final double SHARE = 0.1;

  // The rounding of sums in single precision, which depends on the number of threads.
  private static final double ROUNDING = 1e-6;

  private double[] left = {}; // the sums after the last step; empty for none
  private double reach = Double.NaN; // how far others may move the parameters from there
  private double[] found = {}; // the sums before the step that is under way
  private double stretch = 1; // of the reach of the last step

  /** Looks at the parameters before a step. */
  LossGuard.Change begin(List<INDArray> parameters) {
    found = sums(parameters);
    return change(found);
  }

  private LossGuard.Change change(double[] now) {
    if (left.length == 0 || Arrays.equals(left, now)) {
      return LossGuard.Change.NONE;
    }
    if (left.length != now.length) {
      return LossGuard.Change.FAR;
    }
    double distance = distance(left, now); // NaN where numbers are no longer finite
    return distance <= Math.max(reach, ROUNDING * norm(now))
        ? LossGuard.Change.SLIGHT
        : LossGuard.Change.FAR;
  }

  /**
   * Looks at them after it.
   *
   * @param stretched how many times as far as the parameters the step has moved what they average
   */
  void end(List<INDArray> parameters, double stretched) {
    stretch = stretched;
    left = sums(parameters);
    reach =
        found.length == left.length
            ? Math.min(STEPS * stretch * distance(found, left), SHARE * norm(found))
            : Double.NaN;
  }

  /** Lets somebody change them as a part of the step that was made last. */
  void amend(List<INDArray> parameters, Runnable change) {
    boolean isOurs = change(sums(parameters)) == LossGuard.Change.NONE;
    change.run();
    if (isOurs && left.length > 0) {
      end(parameters, stretch);
    }
  }

  /** What it remembers, as numbers; none if it has seen no step. */
  double[] numbers() {
    if (left.length == 0) {
      return left;
    }
    double[] numbers = Arrays.copyOf(left, left.length + 1);
    numbers[left.length] = reach;
    return numbers;
  }

  /** Goes on from what {@link #numbers} gave. */
  void resume(double[] numbers) {
    left = Arrays.copyOf(numbers, Math.max(0, numbers.length - 1));
    reach = numbers.length == 0 ? Double.NaN : numbers[numbers.length - 1];
  }

  private static double[] sums(List<INDArray> parameters) {
    if (LossGuard.count(parameters) > LossGuard.MAX_COPIED) {
      return new double[0];
    }
    double[] sums = new double[BUCKETS * parameters.size()];
    for (int k = 0; k < parameters.size(); k++) {
      INDArray parameter = parameters.get(k);
      int longer = parameter.rows() >= parameter.columns() ? 0 : 1;
      INDArray read = parameter.length() <= MAX_READ ? parameter.dup('f') : sums(parameter, longer);
      double[] numbers = HostArrays.copy(read);
      Release.of(read);
      for (int i = 0; i < numbers.length; i++) {
        sums[BUCKETS * k + i % BUCKETS] += numbers[i];
      }
    }
    return sums;
  }

  /** Along one side, by a product with ones: several times as fast as ND4J's sum. */
  private static INDArray sums(INDArray matrix, int along) {
    int length = along == 0 ? matrix.columns() : matrix.rows();
    INDArray sums = Nd4j.createUninitialized(matrix.dataType(), new long[] {1, length}, 'f');
    INDArray ones = Nd4j.ones(matrix.dataType(), 1, matrix.size(along));
    return Products.gemm(ones, matrix, sums, false, along == 1, 1, 0);
  }

  private static double distance(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return Math.sqrt(sum);
  }

  private static double norm(double[] sums) {
    return distance(sums, new double[sums.length]);
  }
}
