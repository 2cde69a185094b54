package org.sdze.arbiter.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

/**
 * A tree that cuts the cube until few points are left and predicts their mean (CART: Breiman et
 * al., Classification and Regression Trees, 1984). A cut minimises the squared error over five of
 * six axes drawn anew for each node; a range is cut at a place drawn between the two points beside
 * the cut, categories into two sets along the order of their means, which is optimal.
 */
final class RegressionTree {

  private static final int LEAST_IN_LEAF = 3;

  private static final double SHARE_OF_AXES = 5.0 / 6;

  /** What a cut must take off the squared error, where responses have variance one. */
  private static final double LEAST_GAIN = 1e-12;

  /** Steps of a coordinate told apart when points are put in order. */
  private static final double RESOLUTION = 1 << 30;

  /** A leaf if it has no cut. */
  private record Node(double mean, @Nullable Cut cut) {}

  /** A range is cut at a place; of categories it is known which go left. */
  private static final class Cut {

    private final int axis;
    private final double place;
    private final boolean[] goesLeft;
    private final Node left;
    private final Node right;

    Cut(int axis, double place, boolean[] goesLeft, Node left, Node right) {
      this.axis = axis;
      this.place = place;
      this.goesLeft = goesLeft;
      this.left = left;
      this.right = right;
    }

    Node side(double[] point) {
      double coordinate = point[axis];
      boolean isLeft =
          goesLeft.length == 0
              ? coordinate < place
              : goesLeft[UnitCube.category(coordinate, goesLeft.length)];
      return isLeft ? left : right;
    }
  }

  /** The first {@code left} rows in the order of an axis go left, with a gain. */
  private record Division(int axis, int left, double gain) {}

  private final UnitCube cube;
  private final double[][] points;
  private final double[] responses;
  private final UniformRandomProvider generator;
  private final Node root;

  /**
   * A tree on some of the points.
   *
   * @param points {@code [n][d]}, in the cube
   * @param responses {@code [n]}, with a variance of about one
   * @param rows indices of points, any number of times each
   */
  RegressionTree(
      UnitCube cube,
      double[][] points,
      double[] responses,
      int[] rows,
      UniformRandomProvider generator) {
    this.cube = cube;
    this.points = points;
    this.responses = responses;
    this.generator = generator;
    this.root = grow(rows);
  }

  /** The mean of the leaf that holds a point. */
  double predict(double[] point) {
    Node node = root;
    for (Cut cut = node.cut(); cut != null; cut = node.cut()) {
      node = cut.side(point);
    }
    return node.mean();
  }

  private Node grow(int[] rows) {
    double mean = Arrays.stream(rows).mapToDouble(row -> responses[row]).average().orElse(0);
    if (rows.length < 2 * LEAST_IN_LEAF) {
      return new Node(mean, null);
    }
    Division best = null;
    for (int axis : drawnAxes()) {
      Division division = divide(axis, rows, mean);
      if (best == null || division.gain() > best.gain()) {
        best = division;
      }
    }
    return new Node(mean, best == null || best.left() == 0 ? null : cut(best, rows));
  }

  /** So many axes, each once. */
  private int[] drawnAxes() {
    int dimension = cube.dimension();
    int[] axes = IntStream.range(0, dimension).toArray();
    int count = (int) Math.ceil(SHARE_OF_AXES * dimension);
    for (int i = 0; i < count; i++) {
      int j = i + generator.nextInt(dimension - i);
      int axis = axes[j];
      axes[j] = axes[i];
      axes[i] = axis;
    }
    return Arrays.copyOf(axes, count);
  }

  private Cut cut(Division division, int[] rows) {
    int axis = division.axis();
    int[] order = rows(sorted(axis, rows));
    int[] left = Arrays.copyOf(order, division.left());
    int[] right = Arrays.copyOfRange(order, left.length, order.length);
    int categories = cube.categories(axis);
    if (categories == 1) {
      double below = points[left[left.length - 1]][axis];
      double above = points[right[0]][axis];
      double place = below + (above - below) * (1 - generator.nextDouble());
      return new Cut(axis, place, new boolean[0], grow(left), grow(right));
    }
    boolean[] goesLeft = new boolean[categories];
    // A category that no row here has goes where most rows go.
    Arrays.fill(goesLeft, left.length >= right.length);
    for (int row : right) {
      goesLeft[category(row, axis)] = false;
    }
    for (int row : left) {
      goesLeft[category(row, axis)] = true;
    }
    return new Cut(axis, 0, goesLeft, grow(left), grow(right));
  }

  /** The best place to divide rows along an axis; none go left where there is no such place. */
  private Division divide(int axis, int[] rows, double mean) {
    int n = rows.length;
    long[] sorted = sorted(axis, rows);
    int[] order = rows(sorted);
    double sum = 0;
    double gain = LEAST_GAIN * n;
    int left = 0;
    for (int i = 1; i < n; i++) {
      sum += responses[order[i - 1]] - mean;
      boolean isWide = i >= LEAST_IN_LEAF && n - i >= LEAST_IN_LEAF;
      boolean isBetween = sorted[i - 1] >> Integer.SIZE < sorted[i] >> Integer.SIZE;
      // The deviations of both sides sum to zero, so the gain is sum² (1/i + 1/(n − i)).
      double gained = sum * sum * n / ((double) i * (n - i));
      if (isWide && isBetween && gained > gain) {
        gain = gained;
        left = i;
      }
    }
    return new Division(axis, left, gain);
  }

  /** Places along an axis in their order, each with its row in the lower half. */
  private long[] sorted(int axis, int[] rows) {
    double[] ranks = cube.categories(axis) == 1 ? new double[0] : ranks(axis, rows);
    long[] sorted = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double coordinate = points[rows[i]][axis];
      double place =
          ranks.length == 0 ? coordinate : ranks[UnitCube.category(coordinate, ranks.length)];
      sorted[i] = (long) (place * RESOLUTION) << Integer.SIZE | rows[i];
    }
    Arrays.sort(sorted);
    return sorted;
  }

  private static int[] rows(long[] sorted) {
    return Arrays.stream(sorted).mapToInt(each -> (int) each).toArray();
  }

  /** The rank of each category by the mean of its rows, over the number of categories. */
  private double[] ranks(int axis, int[] rows) {
    int categories = cube.categories(axis);
    double[] sums = new double[categories];
    int[] counts = new int[categories];
    for (int row : rows) {
      sums[category(row, axis)] += responses[row];
      counts[category(row, axis)]++;
    }
    int[] byMean =
        IntStream.range(0, categories)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> counts[c] == 0 ? 0 : sums[c] / counts[c]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[categories];
    for (int rank = 0; rank < categories; rank++) {
      ranks[byMean[rank]] = (double) rank / categories;
    }
    return ranks;
  }

  private int category(int row, int axis) {
    return UnitCube.category(points[row][axis], cube.categories(axis));
  }
}
