package org.sdze.optimizer.dl4j;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.UnitMoves;

/** The activations that have a jet rule, as DL4J's objects. */
public final class Activations {

  private Activations() {}

  /** DL4J's object for an activation. */
  public static IActivation of(Activation activation) {
    return switch (activation) {
      case TANH -> new ActivationTanH();
      case SINE -> new ActivationSine();
      case SOFTPLUS -> new ActivationSoftPlus();
      case SIGMOID -> new ActivationSigmoid();
      case SWISH -> new ActivationSwish();
      case GELU -> new ActivationGELU();
      case CUBE -> new ActivationCube();
      case IDENTITY -> new ActivationIdentity();
    };
  }

  /** The activation that DL4J's object is; empty if that has no jet rule. */
  static Optional<Activation> of(IActivation activation) {
    if (activation instanceof ActivationGELU gelu && gelu.isPrecise()) {
      return Optional.empty(); // another function
    }
    return Arrays.stream(Activation.values())
        .filter(known -> of(known).getClass().isInstance(activation))
        .findFirst();
  }

  /** How units are moved through DL4J's object, of an elementwise activation. */
  static UnitMoves.Through through(IActivation activation) {
    if (activation instanceof ActivationReLU) {
      return new UnitMoves.Knee(0);
    }
    if (activation instanceof ActivationLReLU leaky) {
      return new UnitMoves.Knee(leaky.getAlpha());
    }
    if (activation instanceof ActivationIdentity) {
      return new UnitMoves.Knee(1);
    }
    return activation instanceof ActivationTanH
        ? new UnitMoves.Tanh()
        : new UnitMoves.Other(z -> activation.getActivation(z, true));
  }
}
