package org.sdze.optimizer.samediff;

import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * One operation of a graph.
 *
 * @param name by which the graph knows it
 * @param function what it does
 * @param inputs the variables that it reads, in order
 * @param outputs the variables that it makes, in order
 */
record Operation(
    String name, DifferentialFunction function, List<String> inputs, List<String> outputs) {

  /** The operation that a graph holds under a name. */
  static Operation of(String name, SameDiffOp op) {
    List<String> inputs = op.getInputsToOp();
    return new Operation(
        name,
        op.getOp(),
        inputs == null ? List.of() : List.copyOf(inputs),
        List.copyOf(op.getOutputsOfOp()));
  }

  /** Whether it is the operation that libnd4j calls so. */
  boolean is(String kind) {
    return function.opName().equals(kind);
  }

  /** Its whole arguments; none if it takes no such. */
  long[] wholes() {
    return function instanceof DynamicCustomOp custom ? custom.iArgs() : new long[0];
  }

  /** Its arguments that are numbers; none if it takes no such. */
  double[] numbers() {
    return function instanceof DynamicCustomOp custom ? custom.tArgs() : new double[0];
  }

  /** Its one output. */
  String output() {
    return outputs.get(0);
  }
}
