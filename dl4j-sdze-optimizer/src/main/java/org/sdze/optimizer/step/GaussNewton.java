package org.sdze.optimizer.step;

import org.sdze.optimizer.setting.SdzeSettings;

/**
 * Gauss–Newton in the sample space: with rows J and K = J Jᵀ/n,
 *
 * <pre>(K + λ·mean(diag K)·I) α = r/n,      θ ← θ − η Jᵀα</pre>
 *
 * (docs/method.md §4; with backpropagated rows known as ENGD-W, arXiv:2505.12149). With momentum
 * (SPRING) the equation is solved for r − μJφ, φ ← μφ + Jᵀα and θ ← θ − min(η, 0.027‖θ‖/(μ‖φ‖)) φ,
 * at the price of one buffer as large as the parameters; as μ goes to 0 the bound goes away, and
 * the steps are those without.
 *
 * @param damping λ, positive
 * @param momentum μ in [0, 1)
 */
public record GaussNewton(double damping, double momentum) implements StepRule {

  public GaussNewton {
    SdzeSettings.DAMPING.require(damping);
    SdzeSettings.MOMENTUM.require(momentum);
  }
}
