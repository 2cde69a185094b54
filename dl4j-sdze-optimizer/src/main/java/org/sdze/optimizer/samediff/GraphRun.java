package org.sdze.optimizer.samediff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.random.RandomKey;

/**
 * One execution of a graph's operations on a batch. What they made is kept, so that those above a
 * variable can be executed again with another value of it; an operation that draws random numbers
 * draws the same ones every time. ND4J's global generator is seeded for that, and for others to put
 * back.
 */
final class GraphRun {

  private final SameDiff graph;
  private final GraphSession session;
  private final Map<String, Integer> numbers;
  private final RandomKey key;
  private final Map<String, INDArray> kept = new HashMap<>();
  private final List<INDArray> made = new ArrayList<>();

  /**
   * Executes all operations.
   *
   * @param placeholders by name
   * @param key of what the operations draw
   */
  @SuppressWarnings("ReferenceEquality") // what a cast makes is freed, what it hands on is not
  GraphRun(
      SameDiff graph,
      GraphSession session,
      Operations operations,
      Map<String, INDArray> placeholders,
      RandomKey key) {
    this.graph = graph;
    this.session = session;
    this.numbers = operations.numbers();
    this.key = key;
    placeholders.forEach(
        (name, array) -> {
          SDVariable placeholder = graph.getVariable(name);
          if (placeholder == null) {
            throw Argument.refused(
                "the training configuration maps data to \"%s\", which the graph has not", name);
          }
          INDArray cast = array.castTo(placeholder.dataType());
          kept.put(name, cast);
          if (cast != array) {
            made.add(cast);
          }
        });
    execute(operations.all(), kept, made);
  }

  /** The value of a variable of any kind. */
  INDArray value(String variable) {
    INDArray array = kept.get(variable);
    if (array != null) {
      return array;
    }
    SDVariable own = graph.getVariable(variable);
    INDArray held = own.isPlaceHolder() ? null : own.getArr();
    if (held == null) {
      throw Argument.refused("the graph's variable \"%s\" has no value on this batch", variable);
    }
    return held;
  }

  /** The numbers that are kept. */
  long numbers() {
    return made.stream().mapToLong(INDArray::length).sum();
  }

  /** The numbers of the largest array that is kept. */
  long largest() {
    return made.stream().mapToLong(INDArray::length).max().orElse(0);
  }

  /**
   * What is made of other values of some variables.
   *
   * @param given those values, by variable; empty where the arrays of parameters were changed
   * @param above the operations that depend on them
   * @param reading what is wanted of the values, all of which but the result are freed
   */
  @SuppressWarnings("ReferenceEquality") // the result alone lives on
  INDArray again(
      Map<String, INDArray> given,
      List<Operation> above,
      Function<Function<String, INDArray>, INDArray> reading) {
    Map<String, INDArray> values = new HashMap<>(given);
    List<INDArray> temporary = new ArrayList<>();
    execute(above, values, temporary);
    INDArray result = reading.apply(name -> value(name, values));
    for (INDArray each : temporary) {
      if (each != result) {
        Release.of(each);
      }
    }
    return result;
  }

  private INDArray value(String variable, Map<String, INDArray> first) {
    INDArray own = first.get(variable);
    return own == null ? value(variable) : own;
  }

  @SuppressWarnings("ReferenceEquality") // an identity hands its input on
  private void execute(List<Operation> some, Map<String, INDArray> values, List<INDArray> fresh) {
    for (Operation each : some) {
      Nd4j.getRandom().setSeed(key.index(numbers.get(each.name())).state());
      List<INDArray> inputs = each.inputs().stream().map(name -> value(name, values)).toList();
      List<INDArray> outputs = session.execute(each, inputs);
      for (int k = 0; k < outputs.size(); k++) {
        INDArray output = outputs.get(k);
        values.put(each.outputs().get(k), output);
        if (inputs.stream().noneMatch(input -> input == output)) {
          fresh.add(output);
        }
      }
    }
  }

  /** Frees everything that was made. */
  void release() {
    made.forEach(Release::of);
  }
}
