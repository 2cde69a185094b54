package org.sdze.pinn.credit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.TaylorPass;

/**
 * The responses of a network's outputs to the values of single units, and the credit that follows
 * from them (docs/method.md §4c). On the host and for some points at a time, so that what a unit
 * moves stays in the caches: as arrays of all points and units, of which each product is one
 * operation of ND4J, it took ten times as long.
 */
final class UnitResponse {

  /** Points whose numbers are next to each other in the innermost loops. */
  private static final int CHUNK = 64;

  private final TaylorPass pass;
  private final int last;
  private final int n;
  private final DataType dataType;
  private final int[] orders; // by line
  private final int[] starts; // by line, where its coefficient of order 1 stands; the value's is 0
  private final int count; // of coefficients
  private final int[] inputs; // by layer; asked of an array of ND4J in a loop, they cost as much
  private final int[] widths; // as all the rest
  private final double[][] weights; // by layer
  private final double[] @Nullable [][] slopes; // by layer and coefficient, [n, width]
  private final double[] @Nullable [][] outputs; // by residual and coefficient, [n, m]

  /**
   * Responses of the outputs of a pass.
   *
   * @param outputs one for each residual at a point: its derivatives by the coefficients that left
   *     the network
   */
  UnitResponse(TaylorPass pass, List<Jet> outputs) {
    this.pass = pass;
    this.last = pass.layers().size() - 1;
    this.n = pass.output().value().rows();
    this.dataType = pass.output().value().dataType();
    this.orders = pass.output().lines().stream().mapToInt(Jet.Line::order).toArray();
    this.starts = new int[orders.length];
    int coefficients = 1;
    for (int l = 0; l < orders.length; l++) {
      starts[l] = coefficients;
      coefficients += orders[l];
    }
    this.count = coefficients;
    this.inputs = sizes(DenseLayer::inputs);
    this.widths = sizes(DenseLayer::outputs);
    this.weights =
        pass.layers().stream()
            .map(layer -> HostArrays.copy(layer.weights()))
            .toArray(double[][]::new);
    this.slopes =
        IntStream.range(0, last)
            .mapToObj(layer -> numbers(pass.slope(layer)))
            .toArray(double[][][]::new);
    this.outputs = outputs.stream().map(this::numbers).toArray(double[][][]::new);
  }

  /** By coefficient; null stands for 0. */
  private double[] @Nullable [] numbers(Jet jet) {
    double[] @Nullable [] numbers = new double[count][];
    numbers[0] = HostArrays.copy(jet.value());
    for (int l = 0; l < orders.length; l++) {
      for (int k = 1; k <= jet.lines().get(l).coefficients().size(); k++) {
        numbers[index(l, k)] = HostArrays.copy(jet.lines().get(l).coefficients().get(k - 1));
      }
    }
    return numbers;
  }

  private int index(int line, int order) {
    return order == 0 ? 0 : starts[line] + order - 1;
  }

  private int[] sizes(ToLongFunction<DenseLayer> size) {
    return pass.layers().stream()
        .mapToInt(layer -> Math.toIntExact(size.applyAsLong(layer)))
        .toArray();
  }

  /**
   * ∂r by the coefficients of a hidden layer's pre-activation that its input has, one jet a
   * residual.
   */
  List<Jet> credits(int layer, Jet in) {
    int width = widths[layer];
    double[][][] credits = new double[outputs.length][count][];
    for (double[][] credit : credits) {
      credit[0] = new double[n * width];
      for (int l = 0; l < orders.length; l++) {
        for (int k = 1; k <= in.lines().get(l).coefficients().size(); k++) {
          credit[index(l, k)] = new double[n * width];
        }
      }
    }
    IntStream.range(0, (n + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(
            chunk -> {
              int from = chunk * CHUNK;
              Chunk part = new Chunk(layer, from, Math.min(CHUNK, n - from));
              for (int unit = 0; unit < width; unit++) {
                part.contract(part.response(unit), in, unit, credits);
              }
            });
    return Arrays.stream(credits).map(credit -> jet(credit, in)).toList();
  }

  private Jet jet(double[][] credit, Jet in) {
    List<Jet.Line> lines = new ArrayList<>();
    for (int l = 0; l < orders.length; l++) {
      List<INDArray> coefficients = new ArrayList<>();
      for (int k = 1; k <= in.lines().get(l).coefficients().size(); k++) {
        coefficients.add(HostArrays.matrix(credit[index(l, k)], n, dataType));
      }
      lines.add(new Jet.Line(orders[l], coefficients));
    }
    return new Jet(HostArrays.matrix(credit[0], n, dataType), lines);
  }

  /** Some points, and buffers for what one unit of a layer moves there. */
  private final class Chunk {

    private final int layer;
    private final int from;
    private final int size;
    private final double[] @Nullable [][] entering = new double[last + 1][][];
    private final double[] @Nullable [][] leaving = new double[last + 1][][];

    Chunk(int layer, int from, int size) {
      this.layer = layer;
      this.from = from;
      this.size = size;
      boolean[] isReached = new boolean[last + 1];
      for (int k = layer + 1; k <= last; k++) {
        isReached[k] =
            pass.feeds().get(k).stream()
                .anyMatch(feed -> feed.source() == layer || isReached[feed.source()]);
        if (isReached[k]) {
          entering[k] = new double[count][widths[k] * size];
          leaving[k] = k == last ? entering[k] : new double[count][widths[k] * size];
        }
      }
      if (!isReached[last]) { // DenseNetwork refuses layers that lead nowhere
        throw new IllegalStateException("layer " + layer + " does not reach the output");
      }
    }

    /** The response S of the outputs, by coefficient, {@code [size, m]}. */
    double[][] response(int unit) {
      for (int k = layer + 1; k <= last; k++) {
        double[][] to = entering[k];
        if (to == null) {
          continue;
        }
        clear(to);
        for (Feed feed : pass.feeds().get(k)) {
          double[][] below = leaving[feed.source()];
          if (feed.source() == layer) {
            enter(k, feed.from() + unit, unit, to);
          } else if (below != null) {
            enter(k, feed, below, to);
          }
        }
        double[][] through = leaving[k];
        if (through != null && k < last) {
          clear(through);
          multiply(slopes[k], widths[k], to, through);
        }
      }
      return Objects.requireNonNull(entering[last]);
    }

    private static void clear(double[][] numbers) {
      for (double[] each : numbers) {
        Arrays.fill(each, 0);
      }
    }

    /** Of the unit itself: σ′ times the row of weights by which the layer meets it. */
    private void enter(int k, int row, int unit, double[][] to) {
      int rows = inputs[k];
      for (int c = 0; c < count; c++) {
        double[] own = slopes[layer][c];
        for (int j = 0; own != null && j < widths[k]; j++) {
          double weight = weights[k][j * rows + row];
          int start = unit * n + from;
          int at = j * size;
          for (int i = 0; i < size; i++) {
            to[c][at + i] += weight * own[start + i];
          }
        }
      }
    }

    /** A product with weights. */
    private void enter(int k, Feed feed, double[][] below, double[][] to) {
      int rows = inputs[k];
      int inner = widths[feed.source()];
      for (int c = 0; c < count; c++) {
        for (int j = 0; j < widths[k]; j++) {
          addCombination(
              below[c], inner, weights[k], j * rows + Math.toIntExact(feed.from()), to[c], j);
        }
      }
    }

    /** Column j of the one from all columns of the other, four at a time. */
    private void addCombination(
        double[] below, int columns, double[] factors, int first, double[] to, int j) {
      int at = j * size;
      int a = 0;
      for (; a + 4 <= columns; a += 4) {
        double f0 = factors[first + a];
        double f1 = factors[first + a + 1];
        double f2 = factors[first + a + 2];
        double f3 = factors[first + a + 3];
        int c0 = a * size;
        int c1 = c0 + size;
        int c2 = c1 + size;
        int c3 = c2 + size;
        for (int i = 0; i < size; i++) {
          to[at + i] +=
              f0 * below[c0 + i] + f1 * below[c1 + i] + f2 * below[c2 + i] + f3 * below[c3 + i];
        }
      }
      for (; a < columns; a++) {
        double factor = factors[first + a];
        int start = a * size;
        for (int i = 0; i < size; i++) {
          to[at + i] += factor * below[start + i];
        }
      }
    }

    /** The product of two functions of t along every line (Leibniz). */
    private void multiply(double[] @Nullable [] slope, int columns, double[][] in, double[][] to) {
      addProduct(slope[0], columns, in[0], to[0]);
      for (int l = 0; l < orders.length; l++) {
        for (int k = 1; k <= orders[l]; k++) {
          for (int i = 0; i <= k; i++) {
            addProduct(slope[index(l, i)], columns, in[index(l, k - i)], to[index(l, k)]);
          }
        }
      }
    }

    private void addProduct(double @Nullable [] slope, int columns, double[] in, double[] to) {
      for (int j = 0; slope != null && j < columns; j++) {
        int start = j * n + from;
        int at = j * size;
        for (int i = 0; i < size; i++) {
          to[at + i] += slope[start + i] * in[at + i];
        }
      }
    }

    /** Σ_k ∂r/∂N_k · S_{k−i}: that by the value is a sum over all lines. */
    void contract(double[][] response, Jet in, int unit, double[][][] credits) {
      for (int e = 0; e < credits.length; e++) {
        for (int c = 0; c < count; c++) {
          addDot(outputs[e][c], response[c], credits[e][0], unit);
        }
        for (int l = 0; l < orders.length; l++) {
          for (int i = 1; i <= in.lines().get(l).coefficients().size(); i++) {
            for (int k = i; k <= orders[l]; k++) {
              double[] by = outputs[e][index(l, k)];
              addDot(by, response[index(l, k - i)], credits[e][index(l, i)], unit);
            }
          }
        }
      }
    }

    /** Σ over the outputs. */
    private void addDot(double @Nullable [] by, double[] response, double[] credit, int unit) {
      int to = unit * n + from;
      for (int j = 0; by != null && j < widths[last]; j++) {
        int start = j * n + from;
        int at = j * size;
        for (int i = 0; i < size; i++) {
          credit[to + i] += by[start + i] * response[at + i];
        }
      }
    }
  }
}
