package org.sdze.pinn.equation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;

/** A constraint of its own for each of several outputs. */
record EachOutput(List<HardConstraint> outputs) implements HardConstraint {

  EachOutput {
    outputs = Argument.all("constraints", outputs);
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("constraints of outputs must be at least one, were none");
    }
    for (HardConstraint output : outputs) {
      if (output instanceof EachOutput) {
        throw Argument.refused("the constraint of an output must be of that alone, was %s", output);
      }
    }
  }

  @Override
  public HardConstraint ofOutput(int output) {
    return outputs.get(output);
  }

  @Override
  public void requireOutputs(String problem, int count) {
    if (outputs.size() != count) {
      throw Argument.refused(
          "the constraint of %s must be one for each of %d outputs, were %d",
          problem, count, outputs.size());
    }
  }

  /** Of an only output. */
  private HardConstraint only() {
    if (outputs.size() > 1) {
      throw new IllegalStateException("constraints of several outputs are asked for one by one");
    }
    return outputs.get(0);
  }

  @Override
  public FunctionJet factor(INDArray points) {
    return only().factor(points);
  }

  @Override
  public @Nullable FunctionJet addend(INDArray points) {
    return only().addend(points);
  }
}
