package org.sdze.examples.cli.run;

import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.DivergenceException;

/** What a diverged run tells its user, in the words of the command line. */
final class Divergence {

  private Divergence() {}

  static String sentence(RunPlan plan, DivergenceException divergence, boolean isFinite) {
    return Text.format(
        "training diverged at step %d: %s; %s: %s",
        divergence.step(),
        divergence.reason(),
        remains(divergence.lastFiniteLoss(), isFinite),
        plan.method().advice());
  }

  private static String remains(double lastFiniteLoss, boolean isFinite) {
    if (Double.isNaN(lastFiniteLoss)) {
      return "no loss was ever finite";
    }
    return isFinite
        ? Text.format("the last parameters with a finite loss (%.2e) are kept", lastFiniteLoss)
        : "a network of this size keeps no copy to go back to";
  }
}
