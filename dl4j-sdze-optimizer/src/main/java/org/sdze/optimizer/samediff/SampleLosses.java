package org.sdze.optimizer.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.loss.BaseLoss;
import org.nd4j.linalg.api.ops.impl.reduce.floating.Mean;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How the losses of single samples are read where a graph gives one number for the batch: what its
 * last operation adds up is read before it is added up.
 *
 * @param loss the variable
 * @param reduction the operation that adds up, a loss of ND4J or a mean or sum; null where the
 *     variable has a number for each sample already
 */
record SampleLosses(String loss, @Nullable Operation reduction) {

  private static final String GRADIENT = "_grad";

  /** The number of {@link LossReduce#NONE}. */
  private static final long NOTHING_ADDED = 0;

  /** What ND4J's losses take: predictions, weights, labels. */
  private static final int WEIGHTS = 1;

  /**
   * Those of a loss, which is the last of its operations.
   *
   * @param values of the operations' variables, on a batch
   */
  static SampleLosses of(
      SameDiff graph, Operations operations, String loss, Function<String, INDArray> values) {
    Operation last = operations.all().get(operations.all().size() - 1);
    boolean isReduced =
        last.function() instanceof BaseLoss
            ? reduce(last) != LossReduce.NONE && hasOwnWeights(graph, last)
            : (last.function() instanceof Mean || last.function() instanceof Sum)
                && last.inputs().size() == 1
                && isWhole(last.function().getDimensions(), values.apply(last.inputs().get(0)));
    return new SampleLosses(loss, isReduced ? last : null);
  }

  /** Whether a reduction along some dimensions leaves one number. */
  private static boolean isWhole(int @Nullable [] dimensions, INDArray reduced) {
    return dimensions == null
        || dimensions.length == 0
        || dimensions.length == reduced.rank()
        || dimensions[0] == Integer.MAX_VALUE;
  }

  /** What a loss does with its parts, in the numbers of ND4J (BaseLoss.addArgs, 1.0.0-M2.1). */
  private static LossReduce reduce(Operation operation) {
    return switch ((int) operation.wholes()[0]) {
      case 1 -> LossReduce.SUM;
      case 2 -> LossReduce.MEAN_BY_WEIGHT;
      case 3 -> LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT;
      default -> LossReduce.NONE;
    };
  }

  /** Whether what a mean divides by is known before anything is trained. */
  private static boolean hasOwnWeights(SameDiff graph, Operation operation) {
    VariableType type = graph.getVariable(operation.inputs().get(WEIGHTS)).getVariableType();
    return type == VariableType.CONSTANT || type == VariableType.PLACEHOLDER;
  }

  /**
   * The losses, each a sum of some rows or numbers, {@code [n, 1]}; null if the batch's loss is not
   * made of as many.
   *
   * @param values of variables, by name
   */
  @Nullable INDArray losses(Function<String, INDArray> values, long samples) {
    INDArray parts = parts(values);
    if (parts.rank() == 0 || parts.size(0) != samples) {
      return null;
    }
    return parts.length() == samples
        ? parts.reshape('c', samples, 1).dup()
        : parts.reshape('c', samples, parts.length() / samples).sum(true, 1);
  }

  /** What is added up; the graph's own arrays or fresh ones. */
  private INDArray parts(Function<String, INDArray> values) {
    if (reduction == null) {
      return values.apply(loss);
    }
    return reduction.function() instanceof BaseLoss
        ? each(reduction, reduction.function().opName(), values).get(0)
        : values.apply(reduction.inputs().get(0));
  }

  /** By what the sum of the losses is divided. */
  double divisor(Function<String, INDArray> values, long samples) {
    if (reduction == null) {
      return samples;
    }
    if (reduction.function() instanceof Sum) {
      return 1;
    }
    INDArray parts = parts(values);
    if (reduction.function() instanceof Mean) {
      return parts.length();
    }
    INDArray weights = values.apply(reduction.inputs().get(WEIGHTS));
    double times = (double) parts.length() / weights.length(); // each stands for so many
    double sum =
        switch (reduce(reduction)) {
          case NONE, SUM -> 1 / times;
          case MEAN_BY_WEIGHT -> weights.sumNumber().doubleValue();
          case MEAN_BY_NONZERO_WEIGHT_COUNT ->
              weights.neq(0).castTo(parts.dataType()).sumNumber().doubleValue();
        };
    return sum == 0 ? 1 : sum * times;
  }

  /**
   * The derivatives of every loss by its own row of predictions, by the formula of a loss of ND4J.
   *
   * @param reader for which {@link #hasFormula}
   */
  static INDArray formula(Operation reader, Function<String, INDArray> values) {
    return each(reader, reader.function().opName() + GRADIENT, values).get(0);
  }

  /**
   * Whether an operation is a loss of ND4J of these predictions, and not of them otherwise, that
   * has a {@link #formula}.
   */
  static boolean hasFormula(
      Operation reader, String predictions, Function<String, INDArray> values) {
    int place = predictionsOf(reader);
    // softmax_cross_entropy_loss_grad refuses the weights of samples that the loss takes (M2.1).
    boolean isRefused =
        reader.is("softmax_cross_entropy_loss")
            && values.apply(reader.inputs().get(WEIGHTS)).length() > 1;
    return place >= 0
        && !isRefused
        && reader.inputs().get(place).equals(predictions)
        && reader.inputs().stream().filter(predictions::equals).count() == 1;
  }

  /** The place of the predictions among a loss's inputs; −1 for what is none. */
  private static int predictionsOf(Operation operation) {
    if (operation.function() instanceof BaseLoss) {
      return 0;
    }
    return switch (operation.function().opName()) {
      case "softmax_cross_entropy_loss_with_logits" -> 0;
      case "sparse_softmax_cross_entropy_loss_with_logits" -> 1;
      default -> -1;
    };
  }

  /** Executes a loss or its formula without a sum over the samples. */
  private static List<INDArray> each(
      Operation operation, String kind, Function<String, INDArray> values) {
    long[] wholes = operation.wholes().clone();
    if (operation.function() instanceof BaseLoss) {
      wholes[0] = NOTHING_ADDED;
    }
    DynamicCustomOp.DynamicCustomOpsBuilder op = DynamicCustomOp.builder(kind);
    op.addInputs(operation.inputs().stream().map(values).toArray(INDArray[]::new));
    op.addIntegerArguments(Arrays.stream(wholes).mapToInt(Math::toIntExact).toArray());
    op.addFloatingPointArguments(Arrays.stream(operation.numbers()).boxed().toArray(Double[]::new));
    return new ArrayList<>(Arrays.asList(Nd4j.exec(op.build())));
  }
}
