package org.sdze.arbiter.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;
import org.sdze.arbiter.report.Status;
import org.sdze.arbiter.score.PinnScore;
import org.sdze.arbiter.space.PinnCandidate;
import org.sdze.arbiter.space.PinnSpace;
import org.sdze.arbiter.task.PinnTraining;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.DivergenceException;

/** The training of one candidate, in the process that a {@link Launcher} has made for it. */
public final class CandidateTask {

  private static final int DIGITS_WIDTH = 64;
  private static final int DIGITS_BATCH = 32;

  private CandidateTask() {}

  /** Trains networks on the digits, which are no part of this module. */
  @FunctionalInterface
  public interface DigitsTrainer {
    /** Trains and scores. */
    DigitsResult train(
        SearchProblem.Digits problem,
        DigitsCandidate candidate,
        Budget effort,
        long seed,
        boolean isLoss);
  }

  /** A network that was trained on the digits. */
  public record DigitsResult(Model network, double score, long steps, double seconds) {}

  /**
   * Does a piece of work, and leaves what came of it in the folder.
   *
   * @param root the folder of the search
   * @param key names the work
   */
  public static void run(Path root, String key, DigitsTrainer digits) throws IOException {
    SearchFolder folder = new SearchFolder(root);
    SearchConfig config = SearchFolder.read(root);
    Trained trained;
    try {
      trained = train(folder, config, key, digits);
    } catch (DivergenceException e) {
      trained = new Trained(Status.DIVERGED, null, 0, 0, sentence(e));
    } catch (RuntimeException | OutOfMemoryError e) {
      trained = Trained.failed(sentence(e));
    }
    folder.write(key, trained);
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
    boolean isReference = work.candidate() == Turn.REFERENCE;
    if (config.problem() instanceof SearchProblem.Digits problem) {
      DigitsCandidate candidate =
          isReference
              ? new DigitsCandidate(
                  Sdze.builder().seed(config.seed()).build(), DIGITS_WIDTH, DIGITS_BATCH)
              : (DigitsCandidate) config.space().candidate(work.coordinates());
      DigitsResult result =
          digits.train(
              problem,
              candidate,
              config.effort(),
              config.seed(),
              config.score().equals(SearchScore.LOSS));
      return saved(
          folder,
          key,
          result.network(),
          Trained.done(result.score(), result.steps(), result.seconds()));
    }
    SearchProblem.Equation equation = (SearchProblem.Equation) config.problem();
    PinnCandidate candidate =
        isReference
            ? PinnSpace.builder(equation.dimension()).build().getValue(new double[0])
            : (PinnCandidate) config.space().candidate(work.coordinates());
    return train(folder, config, equation, candidate, work, key);
  }

  private static Trained train(
      SearchFolder folder,
      SearchConfig config,
      SearchProblem.Equation equation,
      PinnCandidate candidate,
      Work work,
      String key)
      throws IOException {
    double whole = SearchConfig.amount(config.effort());
    var problem = equation.draw(config.seed());
    PinnTraining training =
        work.from() > 0
            ? PinnTraining.resume(
                folder.checkpoint(work.candidate()),
                candidate,
                problem,
                config.effort(),
                config.seed())
            : new PinnTraining(candidate, problem, config.effort(), config.seed());
    PinnScore score = config.score().ofEquation();
    boolean isWhole = work.to() >= whole;
    training.trainFor(score, isWhole ? 1 : work.to() / whole);
    if (!isWhole) {
      training.save(folder.running(key).resolve("state"));
    }
    Trained trained =
        Trained.done(
            score.of(training.model()), training.status().steps(), training.status().seconds());
    return isWhole ? saved(folder, key, training.model().network(), trained) : trained;
  }

  private static Trained saved(SearchFolder folder, String key, Model network, Trained trained)
      throws IOException {
    if (trained.status() == Status.DONE) {
      Path file = folder.running(key).resolve("model.zip");
      Files.createDirectories(file.getParent());
      ModelSerializer.writeModel(network, file.toFile(), true);
    }
    return trained;
  }
}
