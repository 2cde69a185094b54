package org.sdze.examples.cli.plan;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.problem.ReferenceProblem;
import org.sdze.pinn.problem.ReferenceProblems;
import picocli.CommandLine;

/**
 * Everything that a run needs to know, checked and with its defaults in place.
 *
 * @param problem the name of a reference problem
 * @param network the network
 * @param loss points, directions, residual
 * @param method how it is trained
 * @param budget how long it trains
 * @param seed the root of all randomness
 * @param testPoints how many points the error is measured on
 * @param out where files go; null for nowhere
 * @param isJson whether stdout gets a JSON object instead of the summary
 * @param isQuiet whether stderr stays silent as long as nothing is wrong
 */
public record RunPlan(
    String problem,
    NetworkPlan network,
    LossPlan loss,
    MethodPlan method,
    Budget budget,
    long seed,
    int testPoints,
    @Nullable Path out,
    boolean isJson,
    boolean isQuiet) {

  /**
   * The plan that a command asks for.
   *
   * @throws UserMistake naming the first thing that cannot be
   */
  public static RunPlan of(
      String problem,
      NetworkOptions network,
      LossOptions loss,
      MethodOptions method,
      RunOptions run) {
    libraryAccepts(() -> ReferenceProblems.description(problem));
    NetworkPlan networkPlan = network.resolve();
    requireDimension(problem, networkPlan.dimension());
    LossPlan lossPlan = loss.resolve(networkPlan);
    RunPlan plan =
        new RunPlan(
            problem,
            networkPlan,
            lossPlan,
            method.resolve(networkPlan, lossPlan),
            run.budget(),
            run.seed(),
            run.testPoints(),
            run.out(),
            run.isJson(),
            run.isQuiet());
    MemoryNeeds.check(plan);
    return plan;
  }

  /**
   * The plan of a program: the defaults but for the steps and the network.
   *
   * @param network options as on the command line
   */
  public static RunPlan of(String problem, long steps, String... network) {
    return of(
        problem,
        CommandLine.populateCommand(new NetworkOptions(), network),
        new LossOptions(),
        new MethodOptions(),
        CommandLine.populateCommand(new RunOptions(), "--steps", Long.toString(steps)));
  }

  /** The problem, with its coefficients drawn from the run's key. */
  public ReferenceProblem draw(RandomKey root) {
    return ReferenceProblems.create(problem, network.dimension(), root.purpose(Purpose.PROBLEM));
  }

  /** Refuses a problem that there is not, or not in so few dimensions. */
  static void requireDimension(String problem, int dimension) {
    libraryAccepts(
        () -> {
          ReferenceProblems.requireDimension(problem, dimension);
          return problem;
        });
  }

  static <T> T libraryAccepts(Supplier<T> request) {
    try {
      return request.get();
    } catch (IllegalArgumentException e) {
      throw new UserMistake(String.valueOf(e.getMessage()));
    }
  }
}
