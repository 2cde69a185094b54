package org.sdze.optimizer.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMixtureDensity;
import org.sdze.optimizer.dl4j.LossCapture.Arguments;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

/**
 * How what a loss says of single examples compares with its score S, the sum that DL4J minimises:
 *
 * <pre>S(z + d) − S(z − d) = factor · Σ [aᵢ(z + d) − aᵢ(z − d)]</pre>
 *
 * for every move d of the outputs z, with the scores of examples a. They need not agree: those of
 * {@code LossMAE} are as many times too large as there are outputs (ND4J 1.0.0-M2.1), and a loss
 * may be a user's own. The gradient of S is what training follows.
 *
 * @param factor what scores of examples are multiplied by; NaN where no number does, as for a loss
 *     that is no sum over examples
 * @param hasFormula whether the derivative that the loss gives is that of S
 */
record LossAgreement(double factor, boolean hasFormula) {

  /** Which outputs a mask takes out. */
  enum Mask {
    /** None: there is no mask. */
    NONE,
    /** Whole rows. */
    ROWS,
    /** Single outputs. */
    OUTPUTS;

    static Mask of(@Nullable INDArray mask) {
      return mask == null ? NONE : mask.isColumnVectorOrScalar() ? ROWS : OUTPUTS;
    }
  }

  /** Whether the scores of examples, times the factor, are parts of the score. */
  boolean isSum() {
    return Double.isFinite(factor);
  }

  private static final String LOSSES = "org.nd4j.linalg.lossfunctions.impl";
  private static final String ACTIVATIONS = "org.nd4j.linalg.activations.impl";

  private static final RandomKey KEY = RandomKey.root(0);
  private static final int MOVES = 4;

  /** For scores, which are proportional however far outputs move. */
  private static final double FAR = 0.25;

  /** For the derivative: single precision still resolves the difference. */
  private static final double NEAR = 2e-3;

  private static final double SAME_SCORES = 0.01;
  private static final double SAME_DERIVATIVE = 0.05;

  // Rows of what is made up: their number must not matter.
  private static final int FEW = 3;
  private static final int MORE = 5;

  /**
   * What a loss says of outputs and labels that are made up.
   *
   * @param width of the outputs
   * @return null if it takes none of these labels, or if the factor depends on the batch: it is
   *     then {@link #measured} on each
   */
  static @Nullable LossAgreement expected(
      ILossFunction loss, IActivation activation, long width, DataType type, Mask mask) {
    List<Arguments> few = madeUp(loss, activation, width, type, mask, FEW);
    List<Arguments> more = madeUp(loss, activation, width, type, mask, MORE);
    for (int k = 0; k < few.size(); k++) {
      double[] scores = scoresOrNone(loss, few.get(k));
      double[] moreScores = scores.length == 0 ? scores : scoresOrNone(loss, more.get(k));
      if (moreScores.length > 0) {
        double factor = factorOrNone(loss, few.get(k), scores);
        double again = factorOrNone(loss, more.get(k), moreScores);
        if (Double.isNaN(factor + again)) {
          return new LossAgreement(Double.NaN, false);
        }
        return Math.abs(factor - again) > SAME_SCORES * Math.abs(factor)
            ? null
            : new LossAgreement(factor, hasFormula(loss, more.get(k)));
      }
    }
    return null;
  }

  /** The same on a batch; the derivative is not compared. */
  static LossAgreement measured(ILossFunction loss, Arguments batch) {
    return new LossAgreement(factor(loss, batch, scores(loss, batch)), false);
  }

  /** Scores of rows, {@code [rows, 1]}: losses of one's own may give one number an output. */
  static INDArray rowScores(ILossFunction loss, Arguments at) {
    INDArray scores =
        loss.computeScoreArray(at.labels(), at.preOutput(), at.activation(), at.mask());
    long rows = at.preOutput().size(0);
    return scores.length() == rows
        ? scores.reshape(rows, 1)
        : scores.reshape(rows, scores.length() / rows).sum(true, 1);
  }

  /** S. */
  static double score(ILossFunction loss, Arguments at) {
    return loss.computeScore(at.labels(), at.preOutput(), at.activation(), at.mask(), false);
  }

  private static double[] scores(ILossFunction loss, Arguments at) {
    return differences(at, FAR, moved -> score(loss, moved));
  }

  /** None where the loss does not take such labels, or outputs do not move it. */
  private static double[] scoresOrNone(ILossFunction loss, Arguments at) {
    double[] scores;
    try {
      scores = scores(loss, at);
    } catch (RuntimeException notSuchLabels) {
      return new double[0]; // there is no other way to ask a loss
    }
    double sum = Arrays.stream(scores).map(Math::abs).sum();
    return Double.isFinite(sum) && sum > 0 ? scores : new double[0];
  }

  private static double factor(ILossFunction loss, Arguments at, double[] scores) {
    double[] examples =
        differences(at, FAR, moved -> rowScores(loss, moved).sumNumber().doubleValue());
    return slope(examples, scores, SAME_SCORES);
  }

  /** NaN also for a loss without scores of examples, on arguments that its score takes. */
  private static double factorOrNone(ILossFunction loss, Arguments at, double[] scores) {
    try {
      return factor(loss, at, scores);
    } catch (RuntimeException noScoresOfExamples) {
      return Double.NaN;
    }
  }

  private static boolean hasFormula(ILossFunction loss, Arguments at) {
    if (!isFrom(loss, LOSSES) || !isFrom(at.activation(), ACTIVATIONS)) {
      return false;
    }
    INDArray gradient;
    try {
      gradient =
          loss.computeGradient(at.labels(), at.preOutput().dup(), at.activation(), at.mask());
    } catch (RuntimeException noDerivative) {
      return false; // such as LossMCXENT's with softmax under a mask of outputs
    }
    double[] derivatives = new double[MOVES];
    for (int k = 0; k < MOVES; k++) {
      derivatives[k] = 2 * gradient.mul(move(k, at, NEAR)).sumNumber().doubleValue();
    }
    double[] scores = differences(at, NEAR, moved -> score(loss, moved));
    return Math.abs(slope(derivatives, scores, SAME_DERIVATIVE) - 1) <= SAME_DERIVATIVE;
  }

  /** c with y = c x up to the tolerance; NaN if there is none, 1 if all is zero or not finite. */
  private static double slope(double[] x, double[] y, double tolerance) {
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int k = 0; k < x.length; k++) {
      xx += x[k] * x[k];
      xy += x[k] * y[k];
      yy += y[k] * y[k];
    }
    if (!Double.isFinite(xx + yy) || xx + yy == 0) {
      return 1;
    }
    double slope = xy / xx;
    if (!(yy - slope * xy <= tolerance * tolerance * yy)) {
      return Double.NaN;
    }
    return Math.abs(slope - 1) <= 1e-3 ? 1 : slope;
  }

  /** f(z + d) − f(z − d) for some moves d. */
  private static double[] differences(
      Arguments at, double size, ToDoubleFunction<Arguments> function) {
    double[] differences = new double[MOVES];
    for (int k = 0; k < MOVES; k++) {
      INDArray move = move(k, at, size);
      differences[k] =
          function.applyAsDouble(with(at, at.preOutput().add(move)))
              - function.applyAsDouble(with(at, at.preOutput().sub(move)));
    }
    return differences;
  }

  private static INDArray move(int stream, Arguments at, double size) {
    return masked(draw(stream, at.preOutput()).muli(size), at.mask());
  }

  private static Arguments with(Arguments at, INDArray preOutput) {
    return new Arguments(at.labels(), preOutput, at.activation(), at.mask());
  }

  /**
   * Something of the outputs' shape, times a mask: DL4J's output layers multiply pre-activations by
   * it before the loss sees them (BaseLayer, 1.0.0-M2.1).
   */
  static INDArray masked(INDArray array, @Nullable INDArray mask) {
    if (mask == null) {
      return array;
    }
    INDArray typed = mask.castTo(array.dataType());
    return Mask.of(mask) == Mask.ROWS ? array.muliColumnVector(typed) : array.muli(typed);
  }

  /** Gaussians. */
  private static INDArray draw(int stream, INDArray like) {
    INDArray draws = Nd4j.createUninitialized(like.dataType(), like.shape(), 'f');
    KeyedDraws.gaussian(KEY.purpose(Purpose.PROBE).index(stream), draws);
    return draws;
  }

  /** Outputs of either sign and positive ones, each with labels of several kinds. */
  private static List<Arguments> madeUp(
      ILossFunction loss, IActivation activation, long width, DataType type, Mask mask, int rows) {
    INDArray outputs = draw(MOVES, Nd4j.createUninitialized(type, new long[] {rows, width}, 'f'));
    INDArray masked = mask(mask, outputs);
    List<Arguments> all = new ArrayList<>();
    for (INDArray labels : labels(loss, outputs)) {
      for (INDArray each : List.of(outputs, outputs.mul(outputs).addi(1))) {
        all.add(new Arguments(labels, each, activation, masked));
      }
    }
    return all;
  }

  private static List<INDArray> labels(ILossFunction loss, INDArray outputs) {
    long width = outputs.columns();
    long kinds = Math.max(2, width); // of two at least, also of a single output
    INDArray classes = filled(outputs, 1, (i, j) -> (double) (i % kinds));
    INDArray oneHot = filled(outputs, width, (i, j) -> i % kinds == (width == 1 ? 1 : j) ? 1 : 0);
    long own = loss instanceof LossMixtureDensity mixture ? mixture.getLabelWidth() : width;
    INDArray fractions = filled(outputs, own, (i, j) -> 0);
    KeyedDraws.uniform(KEY.purpose(Purpose.PROBE).index(MOVES + 1), fractions);
    fractions.muli(0.8).addi(0.1);
    return List.of(oneHot, fractions, classes);
  }

  private static @Nullable INDArray mask(Mask mask, INDArray outputs) {
    long rows = outputs.rows();
    return switch (mask) {
      case NONE -> null;
      case ROWS -> filled(outputs, 1, (i, j) -> i == 0 ? 0 : 1);
      case OUTPUTS -> filled(outputs, outputs.columns(), (i, j) -> j % rows == i ? 0 : 1);
    };
  }

  /** A number for row and column. */
  private interface Filling {
    double at(long i, long j);
  }

  private static INDArray filled(INDArray like, long columns, Filling filling) {
    int rows = like.rows();
    double[] numbers = new double[Math.toIntExact(rows * columns)];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = filling.at(k % rows, k / rows);
    }
    return Nd4j.create(numbers, new long[] {rows, columns}, 'f').castTo(like.dataType());
  }

  private static boolean isFrom(Object object, String name) {
    return object.getClass().getPackageName().equals(name);
  }
}
