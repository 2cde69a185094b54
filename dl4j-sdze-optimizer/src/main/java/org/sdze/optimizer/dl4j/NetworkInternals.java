package org.sdze.optimizer.dl4j;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.Solver;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.text.Text;

/**
 * The fields of DL4J's networks that have no accessor and that training without backpropagation
 * relies on, and the names of its methods that evaluate. The only reflection in this library.
 */
final class NetworkInternals {

  /** What {@code fit} asks for its steps; tested for null before DL4J makes its own. */
  static final String SOLVER = "solver";

  /** As large as the parameters, made at the first {@code fit} unless it is there. */
  static final String FLATTENED_GRADIENTS = "flattenedGradients";

  /** The labels of the step; the graph has no getter. */
  static final String LABELS = "labels";

  /** The methods that evaluate a network by comparing its outputs with labels. */
  static final Set<String> EVALUATIONS = Set.of("doEvaluationHelper", "f1Score");

  /** The calls between one of them and an output layer's {@code activate}, at most. */
  private static final int CALLS = 12;

  private NetworkInternals() {}

  /** The names of the internals of each class, for the test that notices when they are gone. */
  static List<String> names(Class<?> network) {
    return network == ComputationGraph.class
        ? List.of(SOLVER, FLATTENED_GRADIENTS, LABELS)
        : List.of(SOLVER, FLATTENED_GRADIENTS);
  }

  static @Nullable Solver solver(Object network) {
    return (Solver) get(network, SOLVER);
  }

  static void setSolver(Object network, @Nullable Solver solver) {
    set(network, SOLVER, solver);
  }

  static void setFlattenedGradients(Object network, @Nullable INDArray gradients) {
    set(network, FLATTENED_GRADIENTS, gradients);
  }

  /**
   * Whether one of DL4J's evaluations has called the caller: it asks for outputs as {@code output}
   * does, and tells no layer what for.
   */
  static boolean isEvaluating() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .limit(CALLS)
                    .anyMatch(
                        frame ->
                            EVALUATIONS.contains(frame.getMethodName())
                                && frame.getClassName().startsWith("org.deeplearning4j.nn.")));
  }

  static INDArray @Nullable [] labels(ComputationGraph graph) {
    return (INDArray[]) get(graph, LABELS);
  }

  /**
   * The field of a network class.
   *
   * @throws IllegalStateException if this version of DL4J has none of that name
   */
  static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(
          Text.format(
              "%s has no field \"%s\": this library was written for Deeplearning4j 1.0.0-M2.1",
              type.getName(), name),
          e);
    }
  }

  private static Class<?> owner(Object network) {
    return network instanceof ComputationGraph ? ComputationGraph.class : MultiLayerNetwork.class;
  }

  private static @Nullable Object get(Object network, String name) {
    try {
      return field(owner(network), name).get(network);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible above
    }
  }

  private static void set(Object network, String name, @Nullable Object value) {
    try {
      field(owner(network), name).set(network, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
