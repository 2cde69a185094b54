package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Workers;
import org.sdze.optimizer.estimate.ExplicitGradient;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.HostArrays;

/**
 * The exact gradient of a recurrent layer with few weights, forward in time (real-time recurrent
 * learning; Williams &amp; Zipser 1989): beside every h_t and c_t go their derivatives by all
 * weights,
 *
 * <pre>∂z_t = ∂h_{t−1} R + s_t,    ĝ = (1/n) Σᵢ Σ_t a_t(i) ∂h_t(i),</pre>
 *
 * s_t the source of a weight, an input, an output of the step before or 1, at its gate, and a the
 * credit of h. In double precision; slopes of activations are differences.
 */
final class RecurrentTangents {

  private static final double MOVE = 1e-5;

  /** Parts of the samples, whatever the threads, so that sums are the same. */
  private static final int PARTS = 8;

  private final int samples;
  private final int steps;
  private final int width; // of h
  private final int columns; // of z
  private final int sources;
  private final int weights; // sources · columns
  private final boolean isGated;
  private final double[] recurrent; // R, 'f' order
  private final double[] sourceValues; // source by source, rows as those of z
  private final double[] values; // of the gates, 'f' order
  private final double[] slopes;
  private final double[] live;
  private final double[] credit;
  private final double[] cells; // c before a mask
  private final double[] activated; // σ(c)
  private final double[] cellSlopes;

  private RecurrentTangents(Recurrence layer, List<INDArray> sequences, int samples) {
    INDArray z = layer.preActivations().castTo(DataType.DOUBLE);
    this.samples = samples;
    this.steps = z.rows() / samples;
    this.width = layer.recurrentWeights().rows();
    this.columns = z.columns();
    this.isGated = layer.gate() != null;
    this.recurrent = HostArrays.copy(layer.recurrentWeights());
    INDArray[] rows = new INDArray[sequences.size()];
    for (int k = 0; k < rows.length; k++) { // [n, s, time] → [time · n, s]
      INDArray each = sequences.get(k);
      rows[k] =
          each.permute(0, 2, 1)
              .dup('f')
              .reshape('f', z.rows(), each.size(1))
              .castTo(DataType.DOUBLE);
    }
    INDArray all = Nd4j.hstack(rows);
    this.sources = all.columns();
    this.weights = sources * columns;
    this.sourceValues = HostArrays.copy(all);
    this.live = new double[z.rows()];
    Arrays.fill(live, 1);
    if (layer.live() != null) {
      System.arraycopy(HostArrays.copy(layer.live()), 0, live, 0, live.length);
    }
    this.credit = HostArrays.copy(layer.credit());
    this.values = new double[rows(columns)];
    this.slopes = new double[rows(columns)];
    apply(layer.unit(), z, 0, isGated ? width : columns);
    if (isGated) {
      apply(layer.gate(), z, width, columns);
    }
    this.cells = isGated ? cells() : new double[0];
    INDArray c = Nd4j.create(cells, new long[] {cells.length, 1}, 'f');
    this.activated = isGated ? HostArrays.copy(layer.unit().apply(c.dup())) : cells;
    this.cellSlopes = isGated ? slopes(layer.unit(), c) : cells;
  }

  private int rows(int columns) {
    return steps * samples * columns;
  }

  private void apply(UnaryOperator<INDArray> function, INDArray z, int from, int to) {
    INDArray some = z.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('f');
    double[] slope = slopes(function, some);
    double[] value = HostArrays.copy(function.apply(some));
    System.arraycopy(value, 0, values, rows(from), value.length);
    System.arraycopy(slope, 0, slopes, rows(from), slope.length);
  }

  private static double[] slopes(UnaryOperator<INDArray> function, INDArray z) {
    INDArray above = function.apply(z.add(MOVE));
    INDArray below = function.apply(z.sub(MOVE));
    return HostArrays.copy(above.sub(below).divi(2 * MOVE));
  }

  /** The place of a number of a row and a unit of a gate. */
  private int at(int row, int gate, int unit) {
    return (gate * width + unit) * steps * samples + row;
  }

  private double[] cells() {
    double[] c = new double[rows(width)];
    for (int k = 0; k < width; k++) {
      for (int row = 0; row < steps * samples; row++) {
        double before = row < samples ? 0 : c[at(row - samples, 0, k)] * live[row - samples];
        c[at(row, 0, k)] =
            values[at(row, 1, k)] * before + values[at(row, 3, k)] * values[at(row, 0, k)];
      }
    }
    return c;
  }

  /** The gradient of a recurrent layer. */
  static LayerGradient gradient(PassLayer layer, NetworkPass pass) {
    List<INDArray> sequences = new ArrayList<>(List.of(layer.input(), layer.recurrentInput()));
    if (layer.parameters().size() > sequences.size()) { // a bias, of the source 1
      INDArray x = layer.input();
      sequences.add(Nd4j.ones(x.dataType(), x.size(0), 1, x.size(2)));
    }
    RecurrentTangents tangents =
        new RecurrentTangents(layer.recurrence(), sequences, pass.samples());
    DataType type = layer.parameters().get(0).matrix().dataType();
    INDArray whole = HostArrays.matrix(tangents.sum(), tangents.sources, type).divi(pass.divisor());
    List<ParameterGradient> gradients = new ArrayList<>();
    int from = 0;
    for (Parameter each : layer.parameters()) {
      INDArray matrix = each.matrix();
      INDArray part =
          whole.get(NDArrayIndex.interval(from, from + matrix.rows()), NDArrayIndex.all()).dup('f');
      gradients.add(new ExplicitGradient(matrix, part));
      from += matrix.rows();
    }
    return new LayerGradient(layer, gradients, List.of());
  }

  /** Over the samples, {@code [sources, columns]} in 'f' order. */
  private double[] sum() {
    double[][] parts = new double[PARTS][];
    Workers.run(PARTS, part -> parts[part] = part(part));
    double[] sum = new double[weights];
    for (double[] each : parts) {
      add(1, each, 0, sum, 0);
    }
    return sum;
  }

  private double[] part(int part) {
    double[] sum = new double[weights];
    double[] ofZ = new double[columns * weights];
    double[] ofH = new double[width * weights];
    double[] ofC = new double[isGated ? width * weights : 0];
    for (int i = part; i < samples; i += PARTS) {
      Arrays.fill(ofH, 0);
      Arrays.fill(ofC, 0);
      for (int row = i; row < steps * samples; row += samples) {
        preActivations(row, ofH, ofZ);
        for (int k = 0; k < width; k++) {
          unit(row, k, ofZ, ofC, ofH);
          add(credit[at(row, 0, k)], ofH, k * weights, sum, 0);
        }
      }
    }
    return sum;
  }

  /** ∂z_t = ∂h_{t−1} R + s_t. */
  private void preActivations(int row, double[] ofH, double[] ofZ) {
    Arrays.fill(ofZ, 0);
    for (int j = 0; j < columns; j++) {
      if (row >= samples) {
        for (int k = 0; k < width; k++) {
          add(recurrent[j * width + k], ofH, k * weights, ofZ, j * weights);
        }
      }
      for (int s = 0; s < sources; s++) {
        ofZ[j * weights + j * sources + s] += sourceValues[s * steps * samples + row];
      }
    }
  }

  /** ∂c_t and ∂h_t of one unit. */
  private void unit(int row, int k, double[] ofZ, double[] ofC, double[] ofH) {
    int to = k * weights;
    double mask = live[row];
    if (!isGated) {
      scale(mask * slopes[at(row, 0, k)], ofZ, to, ofH, to);
      return;
    }
    double before = row < samples ? 0 : cells[at(row - samples, 0, k)] * live[row - samples];
    scale(values[at(row, 1, k)], ofC, to, ofC, to);
    add(slopes[at(row, 0, k)] * values[at(row, 3, k)], ofZ, k * weights, ofC, to);
    add(slopes[at(row, 1, k)] * before, ofZ, (width + k) * weights, ofC, to);
    add(slopes[at(row, 3, k)] * values[at(row, 0, k)], ofZ, (3 * width + k) * weights, ofC, to);
    double output = slopes[at(row, 2, k)] * activated[at(row, 0, k)];
    scale(mask * output, ofZ, (2 * width + k) * weights, ofH, to);
    add(mask * values[at(row, 2, k)] * cellSlopes[at(row, 0, k)], ofC, to, ofH, to);
    if (mask != 1) {
      scale(mask, ofC, to, ofC, to);
    }
  }

  private void add(double factor, double[] from, int at, double[] to, int place) {
    for (int p = 0; p < weights; p++) {
      to[place + p] += factor * from[at + p];
    }
  }

  private void scale(double factor, double[] from, int at, double[] to, int place) {
    for (int p = 0; p < weights; p++) {
      to[place + p] = factor * from[at + p];
    }
  }
}
