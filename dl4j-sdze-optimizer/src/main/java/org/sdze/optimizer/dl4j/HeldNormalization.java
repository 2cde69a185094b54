package org.sdze.optimizer.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastDivOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sdze.optimizer.algebra.Planes;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Release;

/**
 * A batch normalization y = γ x̂ + β, x̂ = (x − μ)/√(σ² + ε), with the statistics μ and σ² of a
 * pass held whatever x becomes, so that samples stay apart (docs/method.md §4b). What x does
 * through the statistics is then a sum over samples as well: with the sums S₁ = Σ δ and S₂ = Σ δ x̂
 * of the credit δ of y over the N rows and pixels of a channel, the losses' derivatives by x are
 * those of
 *
 * <pre>ℓᵢ(statistics held) − Σ γ (S₁ x̂ + ½ S₂ x̂²) / N,</pre>
 *
 * summed over the channels and the pixels of sample i.
 */
final class HeldNormalization {

  private final BatchNormalization layer;
  private final INDArray input;
  private final int axis;
  private final int[] others;
  private final INDArray mean; // μ, [channels]
  private final INDArray deviation; // √(σ² + ε), [channels]
  private final double[] inverses; // 1/√(σ² + ε), by planes
  private final double[] offsets; // −μ/√(σ² + ε), by planes
  private @Nullable Term learned;

  /**
   * What the statistics do to the losses.
   *
   * @param first −γ S₁ / N, {@code [channels, 1]}
   * @param second −γ S₂ / 2N, {@code [channels, 1]}
   * @param before their term on the input of the pass, {@code [rows, 1]}
   */
  private record Term(INDArray first, INDArray second, INDArray before) {}

  /**
   * Holds the statistics of an input.
   *
   * @param name of the layer
   * @param input x, {@code [rows, channels]} or maps; kept
   * @throws IllegalArgumentException if it is of sequences
   */
  HeldNormalization(String name, BatchNormalization layer, INDArray input) {
    if (input.rank() != 2 && input.rank() != 4) {
      // DL4J 1.0.0-M2.1 takes the samples of sequences for channels, and has no gradient of that.
      throw Argument.refused(
          "layer \"%s\" normalizes rows or maps of a batch, but its input is of shape %s",
          name, Arrays.toString(input.shape()));
    }
    this.layer = layer;
    this.input = input;
    this.axis = input.rank() == 4 && layer.layerConf().getCnn2DFormat() == CNN2DFormat.NHWC ? 3 : 1;
    this.others =
        input.rank() == 2 ? new int[] {0} : axis == 1 ? new int[] {0, 2, 3} : new int[] {0, 1, 2};
    this.mean = input.mean(others).detach();
    this.deviation =
        Transforms.sqrt(input.var(false, others).addi(layer.layerConf().getEps()), false).detach();
    this.inverses = ofPlanes(HostArrays.copy(deviation.rdiv(1)));
    this.offsets = ofPlanes(HostArrays.copy(mean.div(deviation).negi()));
  }

  private long channels() {
    return mean.length();
  }

  /** N. */
  private double count() {
    return (double) input.length() / channels();
  }

  /** Whether maps are worked on plane by plane; the operations of ND4J below do the same. */
  private boolean isInPlanes(INDArray maps) {
    return axis == 1 && Planes.suit(maps);
  }

  /** A number a channel as one a plane. */
  private double[] ofPlanes(double[] channels) {
    double[] planes = new double[Math.toIntExact(input.size(0)) * channels.length];
    for (int k = 0; k < planes.length; k += channels.length) {
      System.arraycopy(channels, 0, planes, k, channels.length);
    }
    return planes;
  }

  /** Less the mean over the batch, of sums of planes; by planes. */
  private double[] lessMean(double[] sums) {
    double[] channels = new double[(int) channels()];
    for (int k = 0; k < sums.length; k++) {
      channels[k % channels.length] -= sums[k] / count();
    }
    return ofPlanes(channels);
  }

  /** Sums of planes, {@code [rows, channels]} each. */
  private static INDArray[] ofRows(double[][] sums, INDArray maps) {
    long[] shape = {maps.size(0), maps.size(1)};
    INDArray[] rows = new INDArray[sums.length];
    for (int k = 0; k < sums.length; k++) {
      rows[k] = Nd4j.create(sums[k], shape, 'c').castTo(maps.dataType());
    }
    return rows;
  }

  /** x̂, a new array in 'c' order. */
  INDArray normalized(INDArray x) {
    if (isInPlanes(x)) {
      INDArray normalized = Nd4j.createUninitialized(x.dataType(), x.shape(), 'c');
      Planes.line(x, inverses, offsets, normalized);
      return normalized;
    }
    INDArray normalized = x.dup('c');
    Nd4j.exec(new BroadcastSubOp(normalized, mean, normalized, axis));
    Nd4j.exec(new BroadcastDivOp(normalized, deviation, normalized, axis));
    return normalized;
  }

  /** y, in place of x̂. */
  INDArray output(INDArray normalized) {
    if (isInPlanes(normalized)) {
      double[] scales = ofPlanes(HostArrays.copy(scale()));
      Planes.line(normalized, scales, ofPlanes(HostArrays.copy(shift())), normalized);
      return normalized;
    }
    Nd4j.exec(new BroadcastMulOp(normalized, scale(), normalized, axis));
    Nd4j.exec(new BroadcastAddOp(normalized, shift(), normalized, axis));
    return normalized;
  }

  /** γ, {@code [channels]}. */
  private INDArray scale() {
    return layer.layerConf().isLockGammaBeta()
        ? locked(layer.layerConf().getGamma(), 1)
        : layer.getParam(BatchNormalizationParamInitializer.GAMMA).reshape(channels());
  }

  /** β, {@code [channels]}. */
  private INDArray shift() {
    return layer.layerConf().isLockGammaBeta()
        ? locked(layer.layerConf().getBeta(), 0)
        : layer.getParam(BatchNormalizationParamInitializer.BETA).reshape(channels());
  }

  /** DL4J 1.0.0-M2.1 leaves both out unless neither is its default. */
  private INDArray locked(double number, double otherwise) {
    boolean isUsed = layer.layerConf().getGamma() != 1 && layer.layerConf().getBeta() != 0;
    return Nd4j.valueArrayOf(new long[] {channels()}, isUsed ? number : otherwise, mean.dataType());
  }

  /** γ and β beside each other, once for every row: {@code [rows, 2 channels]}. */
  INDArray scalesAndShifts() {
    return Nd4j.concat(0, scale(), shift())
        .reshape(1, 2 * channels())
        .broadcast(input.size(0), 2 * channels());
  }

  /**
   * y on the input of the pass if every row had a scale and a shift of its own.
   *
   * @param scalesAndShifts as {@link #scalesAndShifts} gives them
   */
  INDArray outputWith(INDArray scalesAndShifts) {
    INDArray output = normalized(input);
    if (isInPlanes(output)) {
      double[][] rows = HostArrays.rows(scalesAndShifts);
      int channels = (int) channels();
      double[] factors = new double[rows.length * channels];
      double[] shifts = new double[factors.length];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, factors, i * channels, channels);
        System.arraycopy(rows[i], channels, shifts, i * channels, channels);
      }
      Planes.line(output, factors, shifts, output);
      return output;
    }
    INDArray scales = spread(scalesAndShifts, 0);
    output.muli(scales);
    INDArray shifts = spread(scalesAndShifts, channels());
    output.addi(shifts);
    Release.of(scales, shifts);
    return output;
  }

  /** One number a row and channel, from some column on, at every pixel. */
  private INDArray spread(INDArray numbers, long from) {
    INDArray each =
        numbers.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + channels())).dup('c');
    if (input.rank() == 2) {
      return each;
    }
    long rows = input.size(0);
    return each.reshape(
            'c',
            axis == 1 ? new long[] {rows, channels(), 1, 1} : new long[] {rows, 1, 1, channels()})
        .broadcast(input.shape());
  }

  /**
   * Learns what the statistics do to the losses.
   *
   * @param credit of the scales and shifts of rows, {@code [rows, 2 channels]}
   * @param isShrunk whether the sums are taken {@link #signal} times
   */
  void learn(INDArray credit, boolean isShrunk) {
    INDArray sums = credit.sum(0).reshape(2, channels()); // ∂/∂γ = S₂, ∂/∂β = S₁
    if (isShrunk) {
      sums.muli(signal(credit, sums));
    }
    INDArray first = factor(sums.getRow(1), -1);
    INDArray second = factor(sums.getRow(0), -0.5);
    INDArray normalized = normalized(input);
    learned = new Term(first, second, term(first, second, normalized));
    Release.of(normalized);
  }

  /**
   * The positive part of 1 − Σ |δᵢ|² / |Σ δᵢ|² (James and Stein): near 1 where rows agree, 0 where
   * their sum is no larger than that of noise. The sums are the same for all samples, so that their
   * noise would not average out below, and would grow from one normalization to the next.
   */
  private static double signal(INDArray credit, INDArray sums) {
    double square = Math.pow(sums.norm2Number().doubleValue(), 2);
    double noise = Math.pow(credit.norm2Number().doubleValue(), 2);
    return square > noise ? 1 - noise / square : 0;
  }

  private INDArray factor(INDArray sum, double factor) {
    return sum.mul(factor / count()).muli(scale()).reshape(channels(), 1);
  }

  /**
   * By how much the losses of rows change through the statistics, {@code [rows, 1]}; null before
   * that was learned.
   *
   * @param normalized x̂ of another input
   */
  @Nullable INDArray change(INDArray normalized) {
    return learned == null
        ? null
        : term(learned.first(), learned.second(), normalized).subi(learned.before());
  }

  private INDArray term(INDArray first, INDArray second, INDArray normalized) {
    if (isInPlanes(normalized)) {
      INDArray[] moments = ofRows(Planes.sums(normalized, normalized), normalized);
      return moments[0].mmul(first).addi(moments[1].mmul(second));
    }
    INDArray squares = normalized.mul(normalized);
    INDArray term = ofRows(normalized).mmul(first).addi(ofRows(squares).mmul(second));
    Release.of(squares);
    return term;
  }

  /** The credit of x from that of y, statistics included; a new array. */
  INDArray creditOfInput(INDArray credit) {
    INDArray through = credit.dup('c');
    Nd4j.exec(new BroadcastMulOp(through, scale(), through, axis));
    Nd4j.exec(new BroadcastDivOp(through, deviation, through, axis));
    throughStatistics(through);
    return through;
  }

  /** The credit of the scales and shifts of rows, {@code [rows, 2 channels]}, from that of y. */
  INDArray creditOfScalesAndShifts(INDArray credit) {
    INDArray normalized = normalized(input);
    if (isInPlanes(normalized) && isInPlanes(credit)) {
      INDArray[] sums = ofRows(Planes.sums(credit, normalized), credit);
      return Nd4j.hstack(sums[1], sums[0]);
    }
    return Nd4j.hstack(ofRows(normalized.muli(credit)), ofRows(credit));
  }

  /** Sums over the pixels of each row and channel. */
  private INDArray ofRows(INDArray array) {
    return input.rank() == 2 ? array : array.sum(pixels());
  }

  private int[] pixels() {
    return axis == 1 ? new int[] {2, 3} : new int[] {1, 2};
  }

  /**
   * The derivative by x from that with the statistics held, in its place:
   *
   * <pre>δ − mean δ − x̂ mean(δ x̂), the means over a channel.</pre>
   */
  void throughStatistics(INDArray credit) {
    INDArray normalized = normalized(input);
    if (isInPlanes(normalized) && isInPlanes(credit)) {
      double[][] sums = Planes.sums(credit, normalized);
      Planes.addLine(credit, normalized, lessMean(sums[1]), lessMean(sums[0]));
      Release.of(normalized);
      return;
    }
    INDArray along = credit.mul(normalized).mean(others);
    Nd4j.exec(new BroadcastSubOp(credit, credit.mean(others), credit, axis));
    Nd4j.exec(new BroadcastMulOp(normalized, along, normalized, axis));
    credit.subi(normalized);
    Release.of(normalized);
  }
}
