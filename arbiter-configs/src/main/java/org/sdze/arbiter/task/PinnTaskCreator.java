package org.sdze.arbiter.task;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.score.PinnScore;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

/**
 * Tasks for the candidates of {@code SolveSpace}: each is trained on one equation by the engine,
 * for a number of steps or seconds, and scored by a {@link PinnScore}.
 *
 * <p>No data is needed; what a saver keeps is the network. A candidate that diverges, or does not
 * go together with the problem, fails with the reason, and the search goes on.
 */
public final class PinnTaskCreator implements TaskCreator {

  private final Problem problem;
  private final Budget budget;
  private final long seed;

  /**
   * Tasks on one equation.
   *
   * @param budget of every candidate
   * @param seed of every candidate: its initial parameters and points, and the points that scores
   *     are measured on
   */
  public PinnTaskCreator(Problem problem, Budget budget, long seed) {
    this.problem = problem;
    this.budget = budget;
    this.seed = seed;
  }

  @Override
  @SuppressWarnings({"rawtypes", "deprecation"}) // as Arbiter declares it
  public Callable<OptimizationResult> create(
      Candidate candidate,
      @Nullable DataProvider data,
      ScoreFunction score,
      @Nullable List<StatusListener> listeners,
      @Nullable IOptimizationRunner runner) {
    return task(candidate, score, listeners, runner);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Arbiter declares it
  public Callable<OptimizationResult> create(
      Candidate candidate,
      @Nullable Class<? extends DataSource> source,
      @Nullable Properties properties,
      ScoreFunction score,
      @Nullable List<StatusListener> listeners,
      @Nullable IOptimizationRunner runner) {
    return task(candidate, score, listeners, runner);
  }

  private Callable<OptimizationResult> task(
      Candidate<?> candidate,
      ScoreFunction score,
      @Nullable List<StatusListener> listeners,
      @Nullable IOptimizationRunner runner) {
    if (!(score instanceof PinnScore pinnScore)) {
      throw new IllegalArgumentException(
          "candidates of an equation are scored by a PinnScore, was "
              + score.getClass().getSimpleName());
    }
    return new SearchTask(candidate, listeners, runner) {
      @Override
      Trained train(CandidateInfo running) {
        if (!(candidate().getValue() instanceof SolveConfig value)) {
          throw new IllegalArgumentException(
              "a candidate must be a SolveConfig, was " + candidate().getValue());
        }
        Solve solve = new Solve(problem, value, budget, seed);
        pinnScore.train(solve, 1);
        return new Trained(solve.network(), pinnScore.of(solve));
      }
    };
  }
}
