package org.sdze.arbiter.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.BaseStatusListener;
import org.jspecify.annotations.Nullable;

/** A search by Arbiter's own runner, and what it reported. */
@SuppressWarnings("deprecation") // DataProvider
final class Search {

  private final LocalOptimizationRunner runner;
  private final List<OptimizationResult> results = Collections.synchronizedList(new ArrayList<>());

  Search(
      CandidateGenerator generator,
      TaskCreator tasks,
      @Nullable DataProvider data,
      ScoreFunction score,
      int candidates,
      @Nullable ResultSaver saver) {
    OptimizationConfiguration configuration =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(generator)
            .dataProvider(data)
            .scoreFunction(score)
            .modelSaver(saver)
            .terminationConditions(new MaxCandidatesCondition(candidates))
            .rngSeed(3)
            .build();
    runner = new LocalOptimizationRunner(configuration, tasks);
    runner.addListeners(
        new BaseStatusListener() {
          @Override
          public void onCandidateStatusChange(
              CandidateInfo info, IOptimizationRunner from, @Nullable OptimizationResult result) {
            if (result != null) {
              results.add(result);
            }
          }
        });
    runner.execute();
  }

  LocalOptimizationRunner runner() {
    return runner;
  }

  /** The results in the order in which they came. */
  List<OptimizationResult> results() {
    return List.copyOf(results);
  }

  /** The first lines of the failures. */
  List<String> failures() {
    return runner.getCandidateStatus().stream()
        .filter(info -> info.getCandidateStatus() == CandidateStatus.Failed)
        .map(info -> info.getExceptionStackTrace().lines().findFirst().orElseThrow())
        .toList();
  }

  /** No parameters of the data. */
  static Map<String, Object> none() {
    return Map.of();
  }
}
