package org.sdze.pinn.problem;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.hipparchus.CalculusFieldElement;
import org.sdze.optimizer.random.RandomKey;

/** A family of solutions, with its formula written a second time over any field of numbers. */
enum Family {
  TWO_BODY(2) {
    @Override
    ExactSolution solution(int dimension, RandomKey key, int tileNumbers) {
      return new TwoBody(dimension, key, tileNumbers);
    }

    @Override
    <T extends CalculusFieldElement<T>> T factor(ExactSolution solution, T[] x) {
      double[] c = ((TwoBody) solution).coefficients().toDoubleVector();
      return sum(
          c.length,
          x[0],
          i -> x[i].add(x[i + 1].cos()).add(x[i + 1].multiply(x[i].cos())).sin().multiply(c[i]));
    }
  },
  THREE_BODY(3) {
    @Override
    ExactSolution solution(int dimension, RandomKey key, int tileNumbers) {
      return new ThreeBody(dimension, key, tileNumbers);
    }

    @Override
    <T extends CalculusFieldElement<T>> T factor(ExactSolution solution, T[] x) {
      double[] c = ((ThreeBody) solution).coefficients().toDoubleVector();
      return sum(
          c.length, x[0], i -> x[i].multiply(x[i + 1]).multiply(x[i + 2]).exp().multiply(c[i]));
    }
  },
  RIDGE(1) {
    @Override
    ExactSolution solution(int dimension, RandomKey key, int tileNumbers) {
      return new Ridge(dimension, key, tileNumbers);
    }

    @Override
    <T extends CalculusFieldElement<T>> T factor(ExactSolution solution, T[] x) {
      Ridge ridge = (Ridge) solution;
      double[][] a = TestPoints.rows(ridge.directions());
      double[] b = ridge.shifts();
      double[] c = ridge.amplitudes();
      return sum(
          c.length,
          x[0],
          j -> {
            double length = Math.sqrt(Arrays.stream(a[j]).map(t -> t * t).sum());
            T product = sum(x.length, x[0], i -> x[i].multiply(a[j][i]));
            return product.multiply(Math.sqrt(x.length) / length).add(b[j]).sin().multiply(c[j]);
          });
    }
  };

  private final int smallestDimension;

  Family(int smallestDimension) {
    this.smallestDimension = smallestDimension;
  }

  int smallestDimension() {
    return smallestDimension;
  }

  /** A solution that is summed by tiles of that many numbers. */
  abstract ExactSolution solution(int dimension, RandomKey key, int tileNumbers);

  ExactSolution solution(int dimension, RandomKey key) {
    return solution(dimension, key, ColumnTiles.NUMBERS);
  }

  /** v at a point x, from the coefficients of that solution. */
  abstract <T extends CalculusFieldElement<T>> T factor(ExactSolution solution, T[] x);

  /** u* = (1 − ‖x‖²) v. */
  <T extends CalculusFieldElement<T>> T value(ExactSolution solution, T[] x) {
    T w = sum(x.length, x[0], i -> x[i].square()).negate().add(1);
    return w.multiply(factor(solution, x));
  }

  private static <T extends CalculusFieldElement<T>> T sum(int n, T like, IntFunction<T> term) {
    T sum = like.getField().getZero();
    for (int i = 0; i < n; i++) {
      sum = sum.add(term.apply(i));
    }
    return sum;
  }
}
