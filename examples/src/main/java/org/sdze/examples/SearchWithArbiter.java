package org.sdze.examples;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.layers.OutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.generator.GeneticSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.deeplearning4j.arbiter.scoring.impl.EvaluationScoreFunction;
import org.nd4j.evaluation.classification.Evaluation.Metric;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.arbiter.space.SdzeSpace;
import org.sdze.arbiter.task.SdzeTaskCreator;
import org.sdze.examples.data.DigitSource;
import org.sdze.optimizer.setting.SdzeSettings;

/** Learning rate and width for handwritten digits by Arbiter: random, grid, genetic search. */
public final class SearchWithArbiter {

  private static final ScoreFunction SCORE = new EvaluationScoreFunction(Metric.ACCURACY);

  private SearchWithArbiter() {}

  /** Prints the best accuracy on the validation part that each search finds. */
  public static void main(String[] arguments) {
    int epochs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    for (CandidateGenerator generator : generators(epochs)) {
      System.out.printf(
          Locale.ROOT, "%s: %.4f%n", generator.getClass().getSimpleName(), best(generator, 9));
    }
  }

  static List<CandidateGenerator> generators(int epochs) {
    var rates = new ContinuousParameterSpace(new LogUniformDistribution(3e-3, 3e-2));
    var hidden = new DenseLayerSpace.Builder().nIn(64).activation(Activation.TANH);
    var output = new OutputLayerSpace.Builder().activation(Activation.SOFTMAX).nOut(10);
    var width = new IntegerParameterSpace(16, 128); // one parameter that two layers share
    var space =
        new MultiLayerSpace.Builder()
            .updater(
                new SdzeSpace().with(SdzeSettings.LEARNING_RATE, rates)) // in place of AdamSpace
            .addLayer(hidden.nOut(width).build())
            .addLayer(output.nIn(width).lossFunction(LossFunction.MCXENT).build())
            .numEpochs(epochs)
            .build();
    var inOrder = GridSearchCandidateGenerator.Mode.Sequential;
    return List.of(
        new RandomSearchGenerator(space, Map.of()),
        new GridSearchCandidateGenerator(space, 3, inOrder, Map.of()),
        new GeneticSearchCandidateGenerator.Builder(space, SCORE).build());
  }

  static double best(CandidateGenerator generator, int candidates) {
    var search =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(generator)
            .dataSource(DigitSource.class, new Properties())
            .scoreFunction(SCORE)
            .terminationConditions(new MaxCandidatesCondition(candidates))
            .build();
    var runner = new LocalOptimizationRunner(search, new SdzeTaskCreator()); // ours, for Arbiter's
    runner.execute();
    return runner.bestScore();
  }
}
