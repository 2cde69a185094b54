package org.sdze.pinn.equation;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.text.Text;

/** What a sentence calls a point: its place in the batch and its first coordinates. */
public final class PointName {

  private static final int SHOWN = 4;

  private PointName() {}

  /** Such as {@code point 3, x = (0.1, -0.2, 0.3, 0.4, … 96 more)}. */
  public static String of(INDArray points, int i) {
    int dimension = points.columns();
    int shown = Math.min(SHOWN, dimension);
    double[] x =
        HostArrays.copy(
            points.get(NDArrayIndex.interval(i, i + 1), NDArrayIndex.interval(0, shown)));
    return Text.format("point %d, %s", i, written(x, dimension));
  }

  /** Such as {@code x = (0.1, -0.2, 0.3, 0.4, … 96 more)}. */
  static String of(double[] x) {
    return written(x, x.length);
  }

  private static String written(double[] x, int dimension) {
    int shown = Math.min(SHOWN, dimension);
    return IntStream.range(0, shown)
        .mapToObj(k -> Text.format("%.4g", x[k]))
        .collect(
            Collectors.joining(
                ", ", "x = (", dimension > shown ? ", … " + (dimension - shown) + " more)" : ")"));
  }

  /** What an exception of somebody else says. */
  static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
