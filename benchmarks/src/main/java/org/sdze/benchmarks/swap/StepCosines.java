package org.sdze.benchmarks.swap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Rule;

/**
 * Where the estimate of a step points, beside DL4J's gradient of the same batch: both are what a
 * step of size 1 of plain gradient descent takes away from the parameters, without regularization
 * and clipping.
 *
 * <p>The estimate is that of the defaults but for the rule. Learned feedback belongs to it: the
 * step is made after others at rate 0, which change nothing but the feedback.
 */
final class StepCosines {

  private static final int DRAWS = 3;
  private static final int WARM_UP = 50;

  private final SwapNetwork network;
  private final List<DataSet> warmUp;
  private final List<DataSet> batch;

  StepCosines(SwapNetwork network, Samples samples) {
    this.network = network;
    List<DataSet> epoch = samples.batches(network.batch(), RandomKey.root(-1));
    this.batch = List.of(epoch.get(0));
    this.warmUp = new ArrayList<>();
    for (int k = 0; k < WARM_UP; k++) {
      warmUp.add(epoch.get(k % epoch.size()));
    }
  }

  /**
   * The mean cosines of some estimates, by layer.
   *
   * @param at a network whose parameters they are taken at; null for the initial ones
   */
  Map<String, Double> at(@Nullable Swappable at) {
    Map<String, List<INDArray>> exact = taken(made(new Sgd(1), at));
    Map<String, Double> mean = new LinkedHashMap<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      Swappable ours = made(estimator(draw), at);
      ours.attach();
      ours.epoch(warmUp);
      taken(ours)
          .forEach(
              (layer, estimate) ->
                  mean.merge(layer, cosine(estimate, exact.get(layer)) / DRAWS, Double::sum));
    }
    return mean;
  }

  private static Sdze estimator(long seed) {
    return Sdze.builder()
        .rule(Rule.SGD)
        .momentum(0)
        .learningRate(
            new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 0.0).add(WARM_UP, 1.0).build())
        .seed(seed)
        .build();
  }

  private Swappable made(IUpdater updater, @Nullable Swappable at) {
    Swappable made = network.made(updater, 0);
    made.strip();
    if (at != null) {
      made.take(at);
    }
    return made;
  }

  /** What a step takes away from the parameters. */
  private Map<String, List<INDArray>> taken(Swappable trained) {
    Map<String, List<INDArray>> before = new LinkedHashMap<>();
    trained
        .layers()
        .forEach((layer, parts) -> before.put(layer, parts.stream().map(INDArray::dup).toList()));
    trained.epoch(batch);
    trained
        .layers()
        .forEach(
            (layer, parts) -> {
              for (int k = 0; k < parts.size(); k++) {
                before.get(layer).get(k).subi(parts.get(k));
              }
            });
    return before;
  }

  /** Of all parts as one vector; 0 where one of the two is zero. */
  static double cosine(List<INDArray> one, List<INDArray> other) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int k = 0; k < one.size(); k++) {
      product += one.get(k).mul(other.get(k)).sumNumber().doubleValue();
      first += square(one.get(k));
      second += square(other.get(k));
    }
    return first == 0 || second == 0 ? 0 : product / Math.sqrt(first * second);
  }

  private static double square(INDArray part) {
    double norm = part.norm2Number().doubleValue();
    return norm * norm;
  }
}
