package org.sdze.pinn.equation;

import java.io.Serializable;
import java.util.Set;

/**
 * A partial differential equation N[u] = g on a domain.
 *
 * <p>It names the operators that it needs and computes its left side from their values at one
 * point; it never sees jets, directions or keys. Stateless, thread-safe; serializable, as the
 * configuration of a layer that holds it. Source: docs/method.md §1.
 */
public interface Equation extends Serializable {

  /** The name under which the equation is listed, in lower case with hyphens. */
  String name();

  /** The operators whose values {@link #leftSide} reads; may be empty, not null. */
  Set<SpatialOperator> operators();

  /**
   * N[u] at one point, from the values of the operators there, which are finite numbers. An
   * exception, or no finite number at parameters that no step has brought about, ends training with
   * a sentence that names the equation, the point and these values.
   */
  double leftSide(OperatorValues u);
}
