package org.sdze.optimizer.forward;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.algebra.HostTiles;
import org.sdze.optimizer.algebra.Workers;

/**
 * What single units do to the losses through one dense layer above them (docs/method.md §4b). Unit
 * u moves by h for all samples at once, which is a change of rank one of the next pre-activations
 * z, so that nothing is multiplied again:
 *
 * <pre>c_u(i) = Σ_j a_j(i) [σ(z_j(i) + h W_uj) − σ(z_j(i))] / h,</pre>
 *
 * a the credit of the layer's outputs. Forward evaluations of the activation, one for every sample
 * and weight; exact to O(h).
 */
public final class UnitMoves {

  /** By how much pre-activations move, of their size, in single precision and in double. */
  private static final double SINGLE = 1e-3;

  private static final double DOUBLE = 1e-6;

  /** Numbers that {@link #general} works on at once. */
  private static final long AT_ONCE = 1 << 20;

  private UnitMoves() {}

  /** The activation that units are moved through. */
  public sealed interface Through permits Knee, Tanh, Other {

    /** What an evaluation costs, in multiplications of a product of matrices: measured. */
    double cost();
  }

  /**
   * Linear on either side of zero.
   *
   * @param below its slope below zero, where it is 1 above
   */
  public record Knee(double below) implements Through {
    @Override
    public double cost() {
      return below == 1 ? 1 : 20;
    }
  }

  /** The hyperbolic tangent. */
  public record Tanh() implements Through {
    @Override
    public double cost() {
      return 100;
    }
  }

  /**
   * Any other activation.
   *
   * @param apply it to an array of pre-activations, which it may overwrite
   */
  public record Other(UnaryOperator<INDArray> apply) implements Through {
    @Override
    public double cost() {
      return 300;
    }
  }

  /**
   * The credit of the units' outputs.
   *
   * @param z the pre-activations of the layer above, {@code [n, out]}
   * @param weights its weights W, {@code [units, out]}
   * @param above a, {@code [n, out]}
   * @return c, {@code [n, units]}; a new array
   */
  public static INDArray credit(INDArray z, INDArray weights, INDArray above, Through through) {
    if (through instanceof Knee knee && knee.below() == 1) {
      return above.mmul(weights.transpose()); // moves of any size do the same
    }
    if (through instanceof Other other) {
      return general(z, weights, above, other.apply());
    }
    return new Moves(z, weights, above, through).credit(z.dataType());
  }

  /** The same by ND4J's operations. */
  static INDArray general(
      INDArray z, INDArray weights, INDArray above, UnaryOperator<INDArray> apply) {
    double size = size(z, weights);
    long units = weights.rows();
    long outputs = weights.columns();
    INDArray moves = weights.mul(size).dup('c').reshape('c', 1, units, outputs);
    INDArray credit = Nd4j.createUninitialized(z.dataType(), new long[] {z.rows(), units}, 'c');
    long count = Math.max(1, AT_ONCE / (units * outputs));
    for (long from = 0; from < z.rows(); from += count) {
      INDArrayIndex some = NDArrayIndex.interval(from, Math.min(z.rows(), from + count));
      INDArray at = z.get(some, NDArrayIndex.all()).dup('c');
      long[] each = {at.rows(), 1, outputs};
      INDArray base = apply.apply(at.dup()).reshape('c', each);
      INDArray moved = apply.apply(moves.add(at.reshape('c', each))).subi(base);
      moved.muli(above.get(some, NDArrayIndex.all()).dup('c').reshape('c', each));
      credit.get(some, NDArrayIndex.all()).assign(moved.sum(2).divi(size));
      Release.of(moved);
    }
    return credit;
  }

  /** h, by which every unit moves. */
  private static double size(INDArray z, INDArray weights) {
    double part = z.dataType() == DataType.DOUBLE ? DOUBLE : SINGLE;
    double size = Elementwise.rootMeanSquare(z);
    double weight = Elementwise.rootMeanSquare(weights);
    return size > 0 && weight > 0 ? part * size / weight : part;
  }

  /**
   * One evaluation for every sample and weight. The weights of some units to an output are read
   * once for a block of samples.
   */
  private static final class Moves {
    private static final int BLOCK = 8;
    private static final int TILE = 1024; // units
    private static final int SCRATCH = 7;

    private final int samples;
    private final int units;
    private final int outputs;
    private final double size;
    private final double[] z; // [n, out], 'f' order
    private final double[] above;
    private final INDArray weights; // [units, out], 'f' order
    private final Through through;

    Moves(INDArray z, INDArray weights, INDArray above, Through through) {
      this.samples = z.rows();
      this.units = weights.rows();
      this.outputs = weights.columns();
      this.size = size(z, weights);
      this.z = HostArrays.copy(z);
      this.above = HostArrays.copy(above);
      boolean isReadable = weights.ordering() == 'f' && HostTiles.suit(weights);
      this.weights = isReadable ? weights : weights.dup('f');
      this.through = through;
    }

    INDArray credit(DataType type) {
      double[] credit = new double[samples * units]; // [units, n], 'f' order
      double[] w = type == DataType.FLOAT ? new double[0] : HostArrays.copy(weights);
      Workers.run(
          (samples + BLOCK - 1) / BLOCK,
          block -> {
            int first = block * BLOCK;
            int last = Math.min(samples, first + BLOCK);
            if (type == DataType.FLOAT) {
              floats(first, last, credit);
            } else {
              doubles(w, first, last, credit);
            }
          });
      return HostArrays.matrix(credit, units, type).transpose();
    }

    private void floats(int first, int last, double[] credit) {
      float[][] sums = new float[last - first][TILE];
      float[][] t = new float[SCRATCH][TILE];
      for (int unit = 0; unit < units; unit += TILE) {
        int length = Math.min(TILE, units - unit);
        for (float[] sum : sums) {
          Arrays.fill(sum, 0);
        }
        for (int j = 0; j < outputs; j++) {
          // Only loops from 0 on become vector instructions, and a copy of all would be large.
          HostTiles.get(weights, (long) j * units + unit, t[0], length);
          for (int i = first; i < last; i++) {
            float a = (float) above[j * samples + i];
            if (a != 0) {
              add(t[0], (float) z[j * samples + i], a, sums[i - first], t, length);
            }
          }
        }
        for (int i = first; i < last; i++) {
          for (int u = 0; u < length; u++) {
            credit[i * units + unit + u] = sums[i - first][u] / size;
          }
        }
      }
    }

    /** Adds what moves of units with some weights w do through one output. */
    private void add(float[] w, float at, float a, float[] sum, float[][] t, int length) {
      float h = (float) size;
      if (through instanceof Knee knee) {
        bend((float) knee.below(), w, at, h, a, sum, length);
        return;
      }
      move(w, at, h, t[1], length);
      t[2][0] = at;
      FloatActivations.tanh(t[2], t[3], t[4], t[5], t[6], 1);
      float base = t[3][0];
      FloatActivations.tanh(t[1], t[2], t[4], t[5], t[6], length);
      addChange(t[2], base, a, sum, length);
    }

    private static void move(float[] w, float at, float h, float[] out, int length) {
      for (int u = 0; u < length; u++) {
        out[u] = at + h * w[u];
      }
    }

    private static void addChange(float[] y, float base, float a, float[] sum, int length) {
      for (int u = 0; u < length; u++) {
        sum[u] += a * (y[u] - base);
      }
    }

    /** By p x + q |x|, which has no branches. */
    private static void bend(
        float below, float[] w, float at, float h, float a, float[] sum, int length) {
      float p = (1 + below) / 2;
      float q = (1 - below) / 2;
      float base = p * at + q * Math.abs(at);
      for (int u = 0; u < length; u++) {
        float moved = at + h * w[u];
        sum[u] += a * (p * moved + q * Math.abs(moved) - base);
      }
    }

    private void doubles(double[] w, int first, int last, double[] credit) {
      for (int i = first; i < last; i++) {
        for (int j = 0; j < outputs; j++) {
          double at = z[j * samples + i];
          double base = value(at);
          double factor = above[j * samples + i] / size;
          for (int u = 0; u < units; u++) {
            credit[i * units + u] += factor * (value(at + size * w[j * units + u]) - base);
          }
        }
      }
    }

    private double value(double x) {
      return through instanceof Knee knee ? (x > 0 ? x : knee.below() * x) : Math.tanh(x);
    }
  }
}
