package org.sdze.arbiter.search;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.util.ModelSerializer;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;
import org.sdze.arbiter.report.Status;
import org.sdze.arbiter.score.PinnScore;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.Devices;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

/** The training of one candidate, in the process that a {@link Launcher} has made for it. */
public final class CandidateTask {

  private CandidateTask() {}

  /**
   * Does a piece of work, and leaves what came of it in the folder.
   *
   * @param root the folder of the search
   * @param key names the work
   * @param problems among which the search finds its own
   */
  public static void run(Path root, String key, Problems problems) throws IOException {
    SearchFolder folder = new SearchFolder(root);
    SearchConfig config = SearchFolder.read(root, problems);
    Trained trained;
    try {
      trained = train(folder, config, key);
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

  private static Trained train(SearchFolder folder, SearchConfig config, String key)
      throws IOException {
    Work work = folder.assigned(key);
    SolveConfig candidate =
        work.candidate() == Turn.REFERENCE
            ? config.defaults()
            : config.space().candidate(work.coordinates());
    double progress = Math.min(1, work.to() / SearchConfig.amount(config.effort()));
    Problem problem = config.problem().draw(config.seed());
    Device device = Devices.named(config.device());
    Solve solve =
        work.from() > 0
            ? Solve.resume(
                folder.checkpointBefore(work),
                problem,
                candidate,
                config.effort(),
                config.seed(),
                device)
            : new Solve(problem, candidate, config.effort(), config.seed(), device);
    PinnScore score = config.score().measure();
    score.train(solve, progress);
    Trained trained =
        Trained.done(score.of(solve), solve.status().steps(), solve.status().seconds());
    if (progress < 1) {
      solve.save(folder.running(key).resolve("state"));
    } else if (trained.status() == Status.DONE) {
      AtomicFile.stream(
          folder.running(key).resolve("model.zip"),
          out -> ModelSerializer.writeModel(solve.network(), out, true));
    }
    return trained;
  }
}
