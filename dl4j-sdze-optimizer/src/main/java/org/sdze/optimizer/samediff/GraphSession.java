package org.sdze.optimizer.samediff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.memory.NoOpMemoryMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;

/**
 * Executes single operations of a graph on arrays that it is given, as DL4J's own session would
 * (InferenceSession, 1.0.0-M2.1): that one begins with the placeholders every time. Owned by one
 * thread.
 */
final class GraphSession extends InferenceSession {

  private static final FrameIter OUTERMOST = new FrameIter(OUTER_FRAME, 0, null);

  GraphSession(SameDiff graph) {
    super(graph);
    setMmgr(new NoOpMemoryMgr()); // who asked for an array frees it
  }

  /**
   * The outputs of an operation.
   *
   * @param arrays its inputs, in order
   */
  List<INDArray> execute(Operation operation, List<INDArray> arrays) {
    Set<VarId> inputs = new LinkedHashSet<>();
    Map<String, INDArray> given = new HashMap<>();
    for (int k = 0; k < arrays.size(); k++) {
      String name = operation.inputs().get(k);
      VarId id = OUTERMOST.toVarId(name);
      inputs.add(id);
      given.put(name, arrays.get(k));
      putNodeValue(SDValue.create(arrays.get(k)), id);
    }
    Pair<SameDiffOp, OpContext> prepared =
        getAndParameterizeOp(
            operation.name(), OUTERMOST, inputs, Set.of(), Set.of(), given, Set.of(), Map.of());
    ExecutionResult result =
        doExec(
            operation.function(),
            prepared.getSecond(),
            OUTERMOST,
            inputs,
            Set.of(),
            Set.of(),
            Map.of());
    List<INDArray> outputs = new ArrayList<>();
    for (int k = 0; k < operation.outputs().size(); k++) {
      outputs.add(
          result.hasSingle()
              ? result.resultAt(k)
              : result.valueWithKeyAtIndex(k, false).getTensorValue());
    }
    operation.function().clearArrays();
    prepared.getSecond().purge();
    nodeValueOutputs.clear();
    return outputs;
  }
}
