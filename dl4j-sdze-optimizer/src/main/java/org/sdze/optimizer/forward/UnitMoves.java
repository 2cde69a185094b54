package org.sdze.optimizer.forward;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.HostTiles;

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

    /** What an evaluation costs, in multiplications of a product of matrices. */
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
      return below == 1 ? 1 : 4;
    }
  }

  /** The hyperbolic tangent. */
  public record Tanh() implements Through {
    @Override
    public double cost() {
      return 16;
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
      return 64;
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
    INDArray units =
        Nd4j.createUninitialized(z.dataType(), new long[] {weights.rows(), z.rows()}, 'f');
    Moves moves = new Moves(z, weights, above, through);
    HostTiles.columns(0, Moves.SCRATCH, moves::floats, moves::doubles, units);
    return units.transpose();
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
    double size = z.norm2Number().doubleValue() / Math.sqrt((double) z.length());
    double weight = weights.norm2Number().doubleValue() / Math.sqrt((double) weights.length());
    return size > 0 && weight > 0 ? part * size / weight : part;
  }

  /** One evaluation for every sample and weight, in tiles of units. */
  private static final class Moves {
    static final int SCRATCH = 6;

    private final int samples;
    private final int units;
    private final double size;
    private final double[] z; // [n, out], 'f' order
    private final double[] above;
    private final double[] weights; // [units, out]
    private final float[] floatWeights;
    private final Through through;

    Moves(INDArray z, INDArray weights, INDArray above, Through through) {
      this.samples = z.rows();
      this.units = weights.rows();
      this.size = size(z, weights);
      this.z = HostArrays.copy(z);
      this.above = HostArrays.copy(above);
      this.weights = HostArrays.copy(weights);
      this.floatWeights = new float[this.weights.length];
      for (int k = 0; k < floatWeights.length; k++) {
        floatWeights[k] = (float) this.weights[k];
      }
      this.through = through;
    }

    void floats(int sample, int unit, float[][] t, int length) {
      float h = (float) size;
      Arrays.fill(t[0], 0, length, 0);
      for (int j = 0; j * samples < z.length; j++) {
        float at = (float) z[j * samples + sample];
        float credit = (float) above[j * samples + sample];
        if (credit != 0 && through instanceof Knee knee) {
          bend(knee, j * units + unit, at, h, credit, t[0], length);
        } else if (credit != 0) {
          moved(floatWeights, j * units + unit, at, h, t[1], length);
          t[2][0] = at;
          FloatActivations.tanh(t[2], t[3], t[4], t[5], t[6], 1);
          float base = t[3][0];
          FloatActivations.tanh(t[1], t[2], t[3], t[4], t[5], length);
          add(t[2], base, credit, t[0], length);
        }
      }
      divide(t[0], h, length);
    }

    void doubles(int sample, int unit, double[][] t, int length) {
      Arrays.fill(t[0], 0, length, 0);
      for (int j = 0; j * samples < z.length; j++) {
        double at = z[j * samples + sample];
        double base = value(at);
        double factor = above[j * samples + sample] / size;
        for (int u = 0; u < length; u++) {
          t[0][u] += factor * (value(at + size * weights[j * units + unit + u]) - base);
        }
      }
    }

    private double value(double x) {
      return through instanceof Knee knee ? (x > 0 ? x : knee.below() * x) : Math.tanh(x);
    }

    private static void moved(float[] w, int from, float z, float h, float[] out, int length) {
      for (int u = 0; u < length; u++) {
        out[u] = z + h * w[from + u];
      }
    }

    /** By p x + q |x|, which is a knee that the compiler makes vector instructions of. */
    private void bend(
        Knee knee, int from, float z, float h, float credit, float[] sum, int length) {
      float p = (float) (1 + knee.below()) / 2;
      float q = (float) (1 - knee.below()) / 2;
      float base = p * z + q * Math.abs(z);
      float[] w = floatWeights;
      for (int u = 0; u < length; u++) {
        float moved = z + h * w[from + u];
        sum[u] += credit * (p * moved + q * Math.abs(moved) - base);
      }
    }

    private static void add(float[] y, float base, float credit, float[] sum, int length) {
      for (int u = 0; u < length; u++) {
        sum[u] += credit * (y[u] - base);
      }
    }

    private static void divide(float[] sum, float h, int length) {
      for (int u = 0; u < length; u++) {
        sum[u] /= h;
      }
    }
  }
}
