package org.sdze.optimizer.forward;

/** The elementwise functions between dense layers that have a jet rule. */
public enum Activation {
  /** tanh z. */
  TANH,
  /** sin z. */
  SINE,
  /** log(1 + eᶻ). */
  SOFTPLUS,
  /** 1 / (1 + e⁻ᶻ). */
  SIGMOID,
  /** z / (1 + e⁻ᶻ). */
  SWISH,
  /** z / (1 + e⁻¹·⁷⁰²ᶻ), the usual approximation of z Φ(z). */
  GELU,
  /** z³. */
  CUBE,
  /** z. */
  IDENTITY
}
