package org.sdze.optimizer.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.HostActivations;

/** sin z as a DL4J activation, which DL4J lacks. Stateless; goes through JSON by its class. */
public final class ActivationSine extends BaseActivationFunction {

  private static final long serialVersionUID = 1L;

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    if (HostActivations.suit(Activation.SINE, in)) {
      HostActivations.apply(Activation.SINE, in);
      return in;
    }
    return Nd4j.getExecutioner().exec(new Sin(in, in));
  }

  /** For DL4J's own training; ours never calls it. */
  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    INDArray slope = Nd4j.getExecutioner().exec(new Cos(in, in.ulike()));
    return new Pair<>(slope.muli(epsilon), null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActivationSine;
  }

  @Override
  public int hashCode() {
    return ActivationSine.class.hashCode();
  }

  @Override
  public String toString() {
    return "sine";
  }
}
