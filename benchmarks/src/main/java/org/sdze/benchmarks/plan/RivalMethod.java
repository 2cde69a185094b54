package org.sdze.benchmarks.plan;

import static org.sdze.examples.cli.plan.OptionText.nameOf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sdze.benchmarks.rival.BackpropAdam;
import org.sdze.benchmarks.rival.BackpropGaussNewton;
import org.sdze.benchmarks.rival.Eggroll;
import org.sdze.benchmarks.rival.Mezo;
import org.sdze.examples.cli.plan.MethodPlan;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Solve;

/**
 * Training as others do it. Fields that the kind has no use for are not read.
 *
 * @param kind which of them
 * @param learningRate η, positive
 * @param schedule how η follows the budget
 * @param damping λ of Gauss–Newton
 * @param momentum of Gauss–Newton, in [0, 1)
 * @param smoothing the size of a perturbation
 * @param population the members of an evolution strategy, even
 */
public record RivalMethod(
    Kind kind,
    double learningRate,
    Schedule schedule,
    double damping,
    double momentum,
    double smoothing,
    int population)
    implements MethodPlan {

  /** The optimizers that this library's is compared with. */
  public enum Kind {
    /** A reverse sweep through the jets, with Adam. */
    BACKPROP_ADAM,
    /** Rows from a reverse sweep, with Gauss–Newton in the sample space. */
    BACKPROP_GAUSS_NEWTON,
    /** MeZO: a two-sided difference along a Gaussian direction of all parameters. */
    MEZO,
    /** EGGROLL: evolution strategies with low-rank perturbations. */
    EGGROLL
  }

  @Override
  public String name() {
    return nameOf(kind);
  }

  @Override
  public Solve begin(RunPlan plan, Problem problem) {
    return new Solve(
        problem,
        plan.network(),
        plan.loss(),
        plan.budget(),
        plan.seed(),
        options(),
        this::optimizer);
  }

  private Optimizer optimizer(RandomKey root) {
    return switch (kind) {
      case BACKPROP_ADAM -> new BackpropAdam(learningRate, schedule);
      case BACKPROP_GAUSS_NEWTON ->
          new BackpropGaussNewton(damping, momentum, learningRate, schedule, root);
      case MEZO -> new Mezo(smoothing, learningRate, schedule);
      case EGGROLL -> new Eggroll(population, smoothing, learningRate, schedule);
    };
  }

  private Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("optimizer", nameOf(kind));
    options.put("credit", estimator());
    switch (kind) {
      case BACKPROP_GAUSS_NEWTON -> {
        options.put("rule", nameOf(Rule.GAUSS_NEWTON));
        options.put("damping", damping);
        options.put("momentum", momentum);
      }
      case MEZO -> {
        options.put("rule", nameOf(Rule.SGD));
        options.put("smoothing", smoothing);
      }
      case EGGROLL -> {
        options.put("rule", nameOf(Rule.ADAM));
        options.put("smoothing", smoothing);
        options.put("population", population);
      }
      default -> options.put("rule", nameOf(Rule.ADAM));
    }
    options.put("learning-rate", learningRate);
    options.put("schedule", nameOf(schedule));
    return options;
  }

  private String estimator() {
    return switch (kind) {
      case MEZO -> "gaussian";
      case EGGROLL -> "population";
      default -> "reverse-sweep";
    };
  }

  @Override
  public String estimate() {
    return switch (kind) {
      case MEZO -> "one Gaussian direction (MeZO)";
      case EGGROLL -> Text.format("a population of %,d (EGGROLL)", population);
      default -> "backpropagation";
    };
  }

  @Override
  public int copies() {
    return switch (kind) {
      case BACKPROP_ADAM -> 3; // gradient and two moments
      case EGGROLL -> 3; // the parameters to come back to, and two moments
      case BACKPROP_GAUSS_NEWTON -> momentum > 0 ? 1 : 0;
      default -> 0;
    };
  }

  @Override
  public boolean hasRows() {
    return kind == Kind.BACKPROP_GAUSS_NEWTON;
  }

  @Override
  public String advice() {
    return Text.format("try a smaller --learning-rate (was %s)", learningRate);
  }
}
