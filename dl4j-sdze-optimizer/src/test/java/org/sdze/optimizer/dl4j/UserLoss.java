package org.sdze.optimizer.dl4j;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossUtil;

/** Squared errors as a user might write them, without a derivative. */
@SuppressWarnings("serial") // never saved
record UserLoss(Kind kind) implements ILossFunction {

  /** What it says of itself. */
  enum Kind {
    /** All is as it should be. */
    PLAIN,
    /** Scores of examples are three times too large. */
    SCALED,
    /** The score is an average, whatever is asked for. */
    AVERAGED,
    /** Scores of examples are one a sample and output. */
    WIDE,
    /** The score is the spread of the errors: no sum over samples. */
    SPREAD,
    /** Labels are the index of the output that should be 1. */
    SPARSE,
    /** It takes nothing but a batch of twelve, and its scores of examples are thrice too large. */
    PICKY,
    /** It takes nothing but a batch of twelve, and is no sum over samples. */
    PICKY_SPREAD
  }

  /** All that can be trained. */
  static List<UserLoss> all() {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind != Kind.PICKY_SPREAD)
        .map(UserLoss::new)
        .toList();
  }

  private INDArray squares(
      INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
    if ((kind == Kind.PICKY || kind == Kind.PICKY_SPREAD) && labels.rows() != 12) {
      throw new IllegalArgumentException("a dozen is wanted");
    }
    INDArray wanted = labels;
    if (kind == Kind.SPARSE) {
      wanted = preOutput.ulike().assign(0);
      for (int i = 0; i < labels.rows(); i++) {
        if (labels.columns() != 1) {
          throw new IllegalArgumentException("one index a sample");
        }
        wanted.putScalar(i, labels.getInt(i, 0), 1);
      }
    }
    INDArray error = activation.getActivation(preOutput.dup(), true).subi(wanted);
    error.muli(error);
    if (mask != null) {
      LossUtil.applyMask(error, mask);
    }
    return error;
  }

  @Override
  public double computeScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activation,
      @Nullable INDArray mask,
      boolean average) {
    INDArray squares = squares(labels, preOutput, activation, mask).castTo(DataType.DOUBLE);
    double sum = squares.sumNumber().doubleValue();
    if (kind == Kind.SPREAD || kind == Kind.PICKY_SPREAD) {
      return Math.sqrt(squares.sum(1).norm2Number().doubleValue());
    }
    return average || kind == Kind.AVERAGED ? sum / squares.rows() : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
    INDArray squares = squares(labels, preOutput, activation, mask);
    return switch (kind) {
      case WIDE -> squares;
      case SCALED, PICKY -> squares.sum(true, 1).muli(3);
      default -> squares.sum(true, 1);
    };
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
    throw new UnsupportedOperationException("it has no derivative");
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activation,
      @Nullable INDArray mask,
      boolean average) {
    throw new UnsupportedOperationException("it has no derivative");
  }

  @Override
  public String name() {
    return "user's loss";
  }
}
