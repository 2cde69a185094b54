package org.sdze.arbiter.task;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One candidate, trained and scored. Whatever goes wrong with it is its result, and not the end of
 * the search: a failure whose text begins with the reason in one line.
 */
abstract class SearchTask implements Callable<OptimizationResult> {

  private static final Logger LOG = LoggerFactory.getLogger(SearchTask.class);

  private final Candidate<?> candidate;
  private final List<StatusListener> listeners;
  private final @Nullable IOptimizationRunner runner;

  SearchTask(
      Candidate<?> candidate,
      @Nullable List<StatusListener> listeners,
      @Nullable IOptimizationRunner runner) {
    this.candidate = candidate;
    this.listeners = listeners == null ? List.of() : listeners;
    this.runner = runner;
  }

  /**
   * What training came to.
   *
   * @param model what a saver keeps
   * @param score of the model; NaN makes the candidate a failure
   */
  record Trained(Object model, double score) {}

  /**
   * Trains and scores.
   *
   * @param running for the listeners
   */
  abstract Trained train(CandidateInfo running) throws IOException;

  final Candidate<?> candidate() {
    return candidate;
  }

  final List<StatusListener> listeners() {
    return listeners;
  }

  @Override
  public final OptimizationResult call() {
    long begin = System.currentTimeMillis();
    try {
      Trained trained = train(info(CandidateStatus.Running, null, begin, null));
      if (Double.isNaN(trained.score())) {
        throw new IllegalStateException("the score is not a number: training has diverged");
      }
      OptimizationResult result =
          result(info(CandidateStatus.Complete, trained.score(), begin, null));
      result.setResultReference(save(result, trained.model()));
      return told(result);
    } catch (Exception | OutOfMemoryError e) {
      LOG.warn("candidate {} failed: {}", candidate.getIndex(), reason(e));
      return told(result(info(CandidateStatus.Failed, null, begin, reason(e) + '\n' + trace(e))));
    } finally {
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
  }

  private CandidateInfo info(
      CandidateStatus status, @Nullable Double score, long begin, @Nullable String failure) {
    Long end = status == CandidateStatus.Running ? null : System.currentTimeMillis();
    return new CandidateInfo(
        candidate.getIndex(),
        status,
        score,
        begin,
        begin,
        end,
        candidate.getFlatParameters(),
        failure);
  }

  private OptimizationResult result(CandidateInfo info) {
    return new OptimizationResult(
        candidate, info.getScore(), candidate.getIndex(), null, info, null);
  }

  private @Nullable ResultReference save(OptimizationResult result, Object model)
      throws IOException {
    ResultSaver saver = runner == null ? null : runner.getConfiguration().getResultSaver();
    return saver == null ? null : saver.saveModel(result, model);
  }

  private OptimizationResult told(OptimizationResult result) {
    for (StatusListener listener : listeners) {
      try {
        listener.onCandidateStatusChange(result.getCandidateInfo(), runner, result);
      } catch (RuntimeException e) { // a listener's failure is not the candidate's
        LOG.warn("a listener failed on candidate {}", candidate.getIndex(), e);
      }
    }
    return result;
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
