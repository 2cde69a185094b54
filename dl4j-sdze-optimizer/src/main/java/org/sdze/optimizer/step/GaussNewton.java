package org.sdze.optimizer.step;

import org.sdze.optimizer.argument.Argument;
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
 * <p>Where points are kept for more than one step, λ is only where the damping begins, which then
 * follows the loss on them (Levenberg and Marquardt; docs/method.md §7b): with ρ the part of the
 * predicted fall of the loss that a step has brought, λ falls to a third where ρ is above 3/4 and
 * is trebled where it is below 1/4; where it is below 1/10 the step is taken back and λ is five
 * times as large. Such steps have no momentum.
 *
 * @param damping λ, positive
 * @param momentum μ in [0, 1)
 * @param keptSteps for how many steps points are kept, at least 1
 */
public record GaussNewton(double damping, double momentum, int keptSteps) implements StepRule {

  public GaussNewton {
    SdzeSettings.DAMPING.require(damping);
    SdzeSettings.MOMENTUM.require(momentum);
    SdzeSettings.KEPT_STEPS.require(keptSteps);
    if (keptSteps > 1 && momentum > 0) {
      throw Argument.refused(
          "points are kept for one step alone where there is momentum, but kept steps was %d and momentum %s",
          keptSteps, momentum);
    }
  }

  /** The same damping in every step, and points of its own for each. */
  public GaussNewton(double damping, double momentum) {
    this(damping, momentum, 1);
  }

  /** Whether the damping follows the loss. */
  public boolean isFollowing() {
    return keptSteps > 1;
  }
}
