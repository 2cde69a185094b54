package org.sdze.examples.cli.plan;

import java.util.function.Supplier;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.sdze.optimizer.dl4j.ActivationSine;

/** The activations of hidden layers that a user can choose. */
@SuppressWarnings("ImmutableEnumChecker") // constructors, which hold nothing
public enum ActivationName {
  /** tanh z. */
  TANH(ActivationTanH::new),
  /** sin z. */
  SINE(ActivationSine::new),
  /** log(1 + eᶻ). */
  SOFTPLUS(ActivationSoftPlus::new),
  /** 1 / (1 + e⁻ᶻ). */
  SIGMOID(ActivationSigmoid::new),
  /** z / (1 + e⁻ᶻ). */
  SWISH(ActivationSwish::new),
  /** z / (1 + e⁻¹·⁷⁰²ᶻ), DL4J's own. */
  GELU(ActivationGELU::new),
  /** z³. */
  CUBE(ActivationCube::new);

  private final Supplier<IActivation> maker;

  ActivationName(Supplier<IActivation> maker) {
    this.maker = maker;
  }

  /** The activation as DL4J knows it. */
  public IActivation activation() {
    return maker.get();
  }
}
