package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.Solver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The internals of DL4J that this library relies on are there, and are what they were. */
class NetworkInternalsTest {

  @ParameterizedTest
  @ValueSource(classes = {MultiLayerNetwork.class, ComputationGraph.class})
  void everyInternalIsAFieldThatCanBeSet(Class<?> network) {
    for (String name : NetworkInternals.names(network)) {
      Field field = NetworkInternals.field(network, name);
      assertTrue(!Modifier.isFinal(field.getModifiers()), name);
    }
    assertEquals(Solver.class, NetworkInternals.field(network, NetworkInternals.SOLVER).getType());
    assertEquals(
        INDArray.class,
        NetworkInternals.field(network, NetworkInternals.FLATTENED_GRADIENTS).getType());
    // Solver is subclassed, and what fit calls of it is overridden.
    assertTrue(!Modifier.isFinal(Solver.class.getModifiers()));
  }

  @Test
  void theLabelsOfAGraphAreAnArray() {
    assertEquals(
        INDArray[].class,
        NetworkInternals.field(ComputationGraph.class, NetworkInternals.LABELS).getType());
  }

  /** What is refused by the name of who asks is still asked by those names. */
  @Test
  void theMethodsThatEvaluateAreThere() {
    assertTrue(methods(MultiLayerNetwork.class).containsAll(NetworkInternals.EVALUATIONS));
    assertTrue(methods(ComputationGraph.class).contains("doEvaluationHelper"));
  }

  private static List<String> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods()).map(Method::getName).toList();
  }

  @Test
  void aMissingInternalIsNamedWithTheVersion() {
    Exception thrown =
        assertThrows(
            IllegalStateException.class,
            () -> NetworkInternals.field(MultiLayerNetwork.class, "solvent"));
    assertTrue(thrown.getMessage().contains("has no field \"solvent\""), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("1.0.0-M2.1"), thrown.getMessage());
  }
}
