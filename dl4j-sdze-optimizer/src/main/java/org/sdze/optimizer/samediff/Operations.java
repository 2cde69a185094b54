package org.sdze.optimizer.samediff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.custom.Invoke;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.BaseCompatOp;
import org.nd4j.linalg.api.ops.impl.layers.ExternalErrorsFunction;
import org.nd4j.linalg.api.ops.impl.shape.CreateView;
import org.nd4j.linalg.api.ops.impl.shape.tensorops.BaseTensorOp;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Assign;

/**
 * The operations that a graph's loss needs, in an order of execution: each once, and each by its
 * inputs alone.
 *
 * @param all in that order
 */
record Operations(List<Operation> all) {

  /** Those of a variable; null where the graph has loops, branches or changes arrays in place. */
  static @Nullable Operations of(SameDiff graph, String variable) {
    List<Operation> waiting = new ArrayList<>();
    Set<String> needed = needed(graph, variable);
    for (Map.Entry<String, SameDiffOp> each : graph.getOps().entrySet()) {
      if (needed.contains(each.getKey())) {
        if (!isPlain(each.getValue())) {
          return null;
        }
        waiting.add(Operation.of(each.getKey(), each.getValue()));
      }
    }
    Set<String> made = new HashSet<>();
    waiting.forEach(each -> made.addAll(each.outputs()));
    List<Operation> ordered = new ArrayList<>();
    for (int before = -1; before != ordered.size(); ) {
      before = ordered.size();
      for (Iterator<Operation> rest = waiting.iterator(); rest.hasNext(); ) {
        Operation next = rest.next();
        if (next.inputs().stream().noneMatch(made::contains)) {
          next.outputs().forEach(made::remove);
          ordered.add(next);
          rest.remove();
        }
      }
    }
    return waiting.isEmpty() ? new Operations(List.copyOf(ordered)) : null;
  }

  private static Set<String> needed(SameDiff graph, String variable) {
    Set<String> needed = new HashSet<>();
    Deque<String> variables = new ArrayDeque<>(List.of(variable));
    while (!variables.isEmpty()) {
      String op = graph.getVariables().get(variables.remove()).getOutputOfOp();
      if (op != null && needed.add(op)) {
        List<String> inputs = graph.getOps().get(op).getInputsToOp();
        variables.addAll(inputs == null ? List.of() : inputs);
      }
    }
    return needed;
  }

  private static boolean isPlain(SameDiffOp op) {
    DifferentialFunction function = op.getOp();
    boolean isSpecial =
        function instanceof BaseCompatOp
            || function instanceof BaseTensorOp
            || function instanceof Invoke
            || function instanceof Assign
            || function instanceof CreateView
            || function instanceof ExternalErrorsFunction;
    return !isSpecial
        && (function instanceof CustomOp || function instanceof Op)
        && isEmpty(op.getControlDeps())
        && isEmpty(op.getVarControlDeps());
  }

  private static boolean isEmpty(@Nullable List<String> names) {
    return names == null || names.isEmpty();
  }

  /** All but one; null for none. */
  Operations without(@Nullable Operation one) {
    return new Operations(all.stream().filter(each -> !each.equals(one)).toList());
  }

  /** The operations that read a variable, in order. */
  List<Operation> readers(String variable) {
    return all.stream().filter(each -> each.inputs().contains(variable)).toList();
  }

  /** The one operation that reads a variable; null if there is another number of them. */
  @Nullable Operation reader(String variable) {
    List<Operation> readers = readers(variable);
    return readers.size() == 1 ? readers.get(0) : null;
  }

  /** The operations that depend on some variables, in order. */
  List<Operation> above(Collection<String> variables) {
    Set<String> moved = new HashSet<>(variables);
    List<Operation> above = new ArrayList<>();
    for (Operation each : all) {
      if (each.inputs().stream().anyMatch(moved::contains)) {
        above.add(each);
        moved.addAll(each.outputs());
      }
    }
    return above;
  }

  /** The numbers of the operations, by their names. */
  Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    all.forEach(each -> numbers.put(each.name(), numbers.size()));
    return numbers;
  }
}
