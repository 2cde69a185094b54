package org.sdze.optimizer.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.sdze.optimizer.forward.ConvolutionForward;
import org.sdze.optimizer.forward.DenseForward;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.forward.StepMemory;

/**
 * A place in a graph where trained weights enter linearly, and nowhere else: z = f(x) W + b.
 *
 * @param product the operation that multiplies
 * @param input x
 * @param weights W
 * @param matrix W as {@code [inputs, outputs]}, a live view
 * @param bias b; null for none that is trained
 * @param output z
 * @param use f
 */
record Piece(
    Operation product,
    String input,
    String weights,
    INDArray matrix,
    @Nullable String bias,
    String output,
    LinearUse use) {

  /** Numbers of the whole arguments of a convolution (Conv2D.addArgs, 1.0.0-M2.1). */
  private static final int PADDING = 8;

  private static final int IS_CHANNELS_LAST = 9;
  private static final int WEIGHTS_FORMAT = 10;

  /** The number of the format [height, width, in, out]. */
  private static final long YXIO = 0;

  /** Those of a graph, in order of execution. */
  static List<Piece> of(SameDiff graph, Operations operations, StepMemory memory) {
    List<Piece> pieces = new ArrayList<>();
    for (Operation each : operations.all()) {
      Piece piece = of(graph, operations, each, memory);
      if (piece != null) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  private static @Nullable Piece of(
      SameDiff graph, Operations operations, Operation product, StepMemory memory) {
    if (product.inputs().size() < 2 || !isTrained(graph, operations, product, 1)) {
      return null;
    }
    INDArray array = graph.getVariable(product.inputs().get(1)).getArr();
    INDArray matrix = null;
    LinearUse use = new DenseForward();
    long[] wholes = product.wholes();
    if (product.is("matmul") && array.rank() == 2 && isPlainProduct(product)) {
      matrix = wholes[1] == 1 ? array.transpose() : array;
    } else if (product.is("xw_plus_b") && array.rank() == 2 && wholes.length == 0) {
      matrix = array;
    } else if (product.is("conv2d") && isPlainConvolution(wholes, array)) {
      matrix = array.reshape('c', array.length() / array.size(3), array.size(3));
      use = convolution(wholes, memory);
    }
    if (matrix == null) {
      return null;
    }
    String own = product.output();
    String bias = null;
    if (product.inputs().size() > 2) {
      bias = isTrained(graph, operations, product, 2) ? product.inputs().get(2) : null;
    } else {
      Operation sum = operations.reader(own);
      int place = sum == null ? -1 : biasPlace(graph, operations, sum, own, matrix.columns(), use);
      if (sum != null && place >= 0) {
        bias = sum.inputs().get(place);
        own = sum.output();
      }
    }
    return new Piece(
        product, product.inputs().get(0), product.inputs().get(1), matrix, bias, own, use);
  }

  /** Whether an input is a trained variable that enters here alone, and once. */
  private static boolean isTrained(
      SameDiff graph, Operations operations, Operation reader, int place) {
    String name = reader.inputs().get(place);
    SDVariable variable = graph.getVariable(name);
    return variable.getVariableType() == VariableType.VARIABLE
        && operations.readers(name).size() == 1
        && reader.inputs().stream().filter(name::equals).count() == 1;
  }

  /** x W or x Wᵀ, and no factor. */
  private static boolean isPlainProduct(Operation product) {
    long[] transposed = product.wholes();
    double[] factors = product.numbers();
    return transposed.length >= 2
        && transposed[0] == 0
        && (transposed.length == 2 || transposed[2] == 0)
        && (factors.length == 0 || (factors[0] == 1 && (factors.length == 1 || factors[1] == 0)));
  }

  private static boolean isPlainConvolution(long[] wholes, INDArray weights) {
    return wholes.length > WEIGHTS_FORMAT
        && wholes[PADDING] != PaddingMode.CAUSAL.index
        && wholes[WEIGHTS_FORMAT] == YXIO
        && weights.rank() == 4
        && weights.ordering() == 'c'
        && !weights.isView();
  }

  private static LinearUse convolution(long[] wholes, StepMemory memory) {
    int[] w = Arrays.stream(wholes).mapToInt(Math::toIntExact).toArray();
    boolean isSame = w[PADDING] == PaddingMode.SAME.index;
    return new ConvolutionForward(
        w[0],
        w[1],
        new ConvolutionForward.Window(
            w[2], w[3], w[4], w[5], w[6], w[7], isSame, w[IS_CHANNELS_LAST] == 1),
        true, // the format YXIO
        memory);
  }

  /** The place of a trained bias among the inputs of what adds it to a product; −1 for none. */
  private static int biasPlace(
      SameDiff graph,
      Operations operations,
      Operation sum,
      String product,
      long outputs,
      LinearUse use) {
    boolean isDense = use instanceof DenseForward;
    if (sum.inputs().size() != 2 || !(isDense && (sum.is("add") || sum.is("biasadd")))) {
      return -1;
    }
    int place = 1 - sum.inputs().indexOf(product);
    if (!isTrained(graph, operations, sum, place)) {
      return -1;
    }
    INDArray bias = graph.getVariable(sum.inputs().get(place)).getArr();
    boolean isRow =
        bias.length() == outputs && (bias.rank() == 1 || (bias.rank() == 2 && bias.size(0) == 1));
    return isRow ? place : -1;
  }

  /** Whether its rows are those of a matrix product. */
  boolean isDense() {
    return use instanceof DenseForward;
  }

  /** The variables that are trained here. */
  Set<String> variables() {
    Set<String> variables = new HashSet<>(Set.of(weights));
    if (bias != null) {
      variables.add(bias);
    }
    return variables;
  }
}
