package org.sdze.examples.cli.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemFactory;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;

/**
 * Everything that a run needs to know, checked and with its defaults in place.
 *
 * @param problem what makes the problem
 * @param shape its dimension, inputs and outputs
 * @param network the network
 * @param loss points, directions, residual
 * @param method how it is trained
 * @param budget how long it trains
 * @param seed the root of all randomness
 * @param device where its steps are made
 * @param testPoints how many points the error is measured on
 * @param out where files go; null for nowhere
 * @param checkpointEvery how often it is saved while it trains; null for never
 * @param isProfiled whether the summary says for what the time was spent
 * @param isJson whether stdout gets a JSON object instead of the summary
 * @param isQuiet whether stderr stays silent as long as nothing is wrong
 */
public record RunPlan(
    ProblemFactory problem,
    ProblemShape shape,
    NetworkConfig network,
    LossConfig loss,
    MethodPlan method,
    Budget budget,
    long seed,
    DeviceChoice device,
    int testPoints,
    @Nullable Path out,
    @Nullable CheckpointInterval checkpointEvery,
    boolean isProfiled,
    boolean isJson,
    boolean isQuiet) {

  /**
   * The plan that a command asks for.
   *
   * @throws UserMistake naming the first thing that cannot be
   */
  public static RunPlan of(
      ProblemFactory problem, SettingOptions settings, MethodPlan.Choice method, RunOptions run) {
    MemoryNeeds.requireLimit();
    ProblemShape shape = settings.shape(problem);
    Choices choices = method.narrow(settings.choices(shape));
    SolveConfig config =
        UserMistake.unlessAccepted(
            () -> {
              choices.require(Setting::option);
              return SolveSettings.config(choices);
            });
    MemoryNeeds.requireCountable(shape, config.network());
    RunPlan plan =
        new RunPlan(
            problem,
            shape,
            config.network(),
            config.loss(),
            method.resolve(config, choices),
            run.budget(),
            run.seed(),
            run.device(),
            run.testPoints(),
            run.out(),
            run.checkpointEvery(),
            run.isProfiled(),
            run.isJson(),
            run.isQuiet());
    if (plan.checkpointEvery() != null && !(plan.method() instanceof SdzeMethod)) {
      throw new UserMistake(
          "--checkpoint-every belongs to solve, the only command whose runs are saved");
    }
    if (!plan.device().isUsual() && !(plan.method() instanceof SdzeMethod)) {
      throw new UserMistake("--device belongs to solve: all others have cpu alone");
    }
    MemoryNeeds.check(plan);
    return plan;
  }

  /** d. */
  public int dimension() {
    return shape.dimension();
  }

  /** The number of weights and biases. */
  public long parameters() {
    return network.parameters(shape);
  }

  /** The problem, with its coefficients drawn from the run's key. */
  public Problem draw() {
    return UserMistake.unlessAccepted(() -> Problems.draw(problem, dimension(), seed));
  }

  /** The solve that has made no step. */
  public Solve begin(Problem drawn) {
    return method.begin(this, drawn);
  }

  /**
   * The solve that was saved in a file.
   *
   * @throws IOException if that cannot be read
   * @throws IllegalArgumentException if it is another solve, naming the options that differ
   */
  public Solve goOn(Problem drawn, Path file) throws IOException {
    SolveConfig config = ((SdzeMethod) method).solve(this);
    return Solve.resume(file, drawn, config, budget, seed, device(drawn, config));
  }

  /** Where its steps are made; null for the processors of this process. */
  @Nullable Device device(Problem drawn, SolveConfig config) {
    return device.of(
        drawn,
        config,
        sentence -> {
          if (!isQuiet) {
            System.err.println(sentence);
          }
        });
  }

  /** What a checkpoint holds beside the solve, by the names of options. */
  public Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("test-points", Integer.toString(testPoints));
    notes.put("device", device.name());
    if (checkpointEvery != null) {
      notes.put("checkpoint-every", checkpointEvery.text());
    }
    return notes;
  }

  /** Refuses a problem in too few dimensions. */
  public static void requireDimension(ProblemFactory problem, int dimension) {
    UserMistake.unlessAccepted(
        () -> {
          Problems.requireDimension(problem, dimension);
          return problem;
        });
  }
}
