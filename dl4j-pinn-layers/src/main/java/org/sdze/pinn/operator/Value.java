package org.sdze.pinn.operator;

/** The function itself, u. */
public record Value() implements Operator {

  @Override
  public int order() {
    return 0;
  }

  @Override
  public String toString() {
    return "u";
  }
}
