package org.sdze.arbiter.search;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;
import org.sdze.arbiter.report.Status;
import org.sdze.arbiter.score.PinnScore;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

/** The training of one candidate, in the process that a {@link Launcher} has made for it. */
public final class CandidateTask {

  private CandidateTask() {}

  /** Trains networks on the digits, which are no part of this module. */
  @FunctionalInterface
  public interface DigitsTrainer {
    /** Trains and scores. */
    DigitsResult train(DigitsWork work);
  }

  /**
   * The training of a network on the digits.
   *
   * @param problem which network
   * @param candidate its settings
   * @param begun where its training stands; null for a new network
   * @param effort of the whole training
   * @param progress the part of it to which the network is trained, in (0, 1]
   * @param seed of the network and of the order of the images
   * @param isLoss whether the score is the loss, and not the accuracy
   */
  public record DigitsWork(
      SearchProblem.Digits problem,
      DigitsCandidate candidate,
      @Nullable DigitsStart begun,
      Budget effort,
      double progress,
      long seed,
      boolean isLoss) {}

  /** An attached network, and what it was trained for. */
  public record DigitsStart(Model network, long steps, double seconds) {}

  /** A network that was trained on the digits, for so many steps and seconds in all. */
  public record DigitsResult(Model network, double score, long steps, double seconds) {}

  /**
   * Does a piece of work, and leaves what came of it in the folder.
   *
   * @param root the folder of the search
   * @param key names the work
   * @param problems among which the search finds its own
   */
  public static void run(Path root, String key, Problems problems, DigitsTrainer digits)
      throws IOException {
    SearchFolder folder = new SearchFolder(root);
    SearchConfig config = SearchFolder.read(root, problems);
    Trained trained;
    try {
      trained = train(folder, config, key, digits);
    } catch (DivergenceException e) {
      trained = new Trained(Status.DIVERGED, null, 0, 0, sentence(e), null);
    } catch (RuntimeException | OutOfMemoryError | CheckpointException e) {
      trained = Trained.failed(sentence(e));
    }
    folder.write(key, trained.by(Arithmetic.here()));
  }

  private static String sentence(Throwable failure) {
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    if (message == null) {
      return kind;
    }
    String line = message.replaceAll("\\s+", " ").strip();
    return failure instanceof OutOfMemoryError ? "out of memory: " + line : line;
  }

  private static Trained train(
      SearchFolder folder, SearchConfig config, String key, DigitsTrainer digits)
      throws IOException {
    Work work = folder.assigned(key);
    Object candidate =
        work.candidate() == Turn.REFERENCE
            ? config.defaults()
            : config.space().candidate(work.coordinates());
    double progress = Math.min(1, work.to() / SearchConfig.amount(config.effort()));
    return config.problem() instanceof SearchProblem.Digits problem
        ? onDigits(
            folder,
            key,
            digits,
            new DigitsWork(
                problem,
                (DigitsCandidate) candidate,
                begun(folder, work),
                config.effort(),
                progress,
                config.seed(),
                config.score().equals(SearchScore.LOSS)))
        : onEquation(folder, config, key, work, (SolveConfig) candidate, progress);
  }

  private static @Nullable DigitsStart begun(SearchFolder folder, Work work) throws IOException {
    if (work.from() == 0) {
      return null;
    }
    Turn before = folder.before(work);
    return new DigitsStart(
        Sdze.restore(folder.checkpointBefore(work).toFile()),
        before.steps(),
        before.trainingSeconds());
  }

  private static Trained onDigits(
      SearchFolder folder, String key, DigitsTrainer digits, DigitsWork work) throws IOException {
    DigitsResult result = digits.train(work);
    Trained trained = Trained.done(result.score(), result.steps(), result.seconds());
    save(trained, result.network(), work.progress() == 1 ? model(folder, key) : state(folder, key));
    return trained;
  }

  private static Trained onEquation(
      SearchFolder folder,
      SearchConfig config,
      String key,
      Work work,
      SolveConfig candidate,
      double progress)
      throws IOException {
    Problem problem = ((SearchProblem.Equation) config.problem()).draw(config.seed());
    Solve solve =
        work.from() > 0
            ? Solve.resume(
                folder.checkpointBefore(work), problem, candidate, config.effort(), config.seed())
            : new Solve(problem, candidate, config.effort(), config.seed());
    PinnScore score = config.score().ofEquation();
    score.train(solve, progress);
    Trained trained =
        Trained.done(score.of(solve), solve.status().steps(), solve.status().seconds());
    if (progress == 1) {
      save(trained, solve.network(), model(folder, key));
    } else {
      solve.save(state(folder, key));
    }
    return trained;
  }

  private static Path model(SearchFolder folder, String key) {
    return folder.running(key).resolve("model.zip");
  }

  private static Path state(SearchFolder folder, String key) {
    return folder.running(key).resolve("state");
  }

  private static void save(Trained trained, Model network, Path file) throws IOException {
    if (trained.status() == Status.DONE) {
      AtomicFile.stream(file, out -> ModelSerializer.writeModel(network, out, true));
    }
  }
}
