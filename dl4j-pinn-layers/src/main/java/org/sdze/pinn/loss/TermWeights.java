package org.sdze.pinn.loss;

import java.io.Serializable;
import org.sdze.optimizer.argument.Argument;

/**
 * What weights the conditions of a problem have in its loss, beside the equations' 1. Immutable.
 *
 * @param kind whose
 * @param factor that all of them are multiplied by, positive
 */
public record TermWeights(Kind kind, double factor) implements Serializable {

  /** Those that the problem states. */
  public static final TermWeights STATED = new TermWeights(Kind.STATED, 1);

  /** Whose weights they are. */
  public enum Kind {
    /** The problem's. */
    STATED,
    /**
     * Such that a condition's rows are as large as the equations', in the mean of their squares
     * over some points and by the network's parameters as they are when the loss is made.
     */
    BALANCED
  }

  public TermWeights {
    Argument.given("kind of weights", kind);
    Argument.positive("factor of weights", factor);
  }
}
