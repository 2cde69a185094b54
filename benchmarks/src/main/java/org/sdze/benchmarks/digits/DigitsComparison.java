package org.sdze.benchmarks.digits;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.examples.data.Digits;
import org.sdze.examples.zoo.DigitsRun;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.text.Text;

/**
 * One network trained on the digits by several optimizers, each at the learning rate that did best
 * on the validation part, which falls to a fiftieth over the epochs.
 */
public final class DigitsComparison {

  private static final int BATCH = 32;
  private static final double LAST_RATE = 0.02;

  // Chosen on the validation part, as are the rates: 0.973 with four probes, 0.960 with one.
  private static final int PROBES = 4;

  private final ZooNetwork network;
  private final int epochs;
  private final int seeds;
  private final Consumer<String> progress;
  private final Digits digits = Digits.load();

  /**
   * What an optimizer came to.
   *
   * @param optimizer its name and limit
   * @param accuracy on the test part, the mean over the seeds
   * @param seconds of training, the mean over the seeds
   */
  public record Row(String optimizer, double accuracy, double seconds) {}

  /**
   * A comparison.
   *
   * @param seeds 0 and following
   * @param progress hears of every run
   */
  public DigitsComparison(ZooNetwork network, int epochs, int seeds, Consumer<String> progress) {
    this.network = network;
    this.epochs = epochs;
    this.seeds = seeds;
    this.progress = progress;
  }

  /** Ours, and the others for as many epochs and for as long. */
  public List<Row> run(double rate, double adamRate, double lowRankRate) {
    LongFunction<IUpdater> ours = seed -> ours(rate, seed);
    LongFunction<IUpdater> adam = seed -> new Adam(falling(adamRate));
    LongFunction<IUpdater> lowRank =
        seed ->
            Sdze.builder()
                .credit(Credit.LOW_RANK)
                .learningRate(falling(lowRankRate))
                .seed(seed)
                .build();
    DigitsRun.Limit equalEpochs = DigitsRun.Limit.ofEpochs(epochs);
    List<Row> rows = new ArrayList<>();
    rows.add(row("sdze", ours, equalEpochs));
    DigitsRun.Limit equalTime = new DigitsRun.Limit(Integer.MAX_VALUE, rows.get(0).seconds());
    rows.add(row("adam, equal epochs", adam, equalEpochs));
    rows.add(row("adam, equal time", adam, equalTime));
    rows.add(row("low-rank, equal epochs", lowRank, equalEpochs));
    rows.add(row("low-rank, equal time", lowRank, equalTime));
    return rows;
  }

  /** The number of the network's parameters. */
  public long parameters() {
    return network.build(new Adam(), 0).numParams();
  }

  /** Our optimizer at a rate, as it prints itself. */
  public String optimizer(double rate) {
    return ours(rate, 0).toString();
  }

  private Sdze ours(double rate, long seed) {
    return Sdze.builder().probes(PROBES).learningRate(falling(rate)).seed(seed).build();
  }

  private Row row(String name, LongFunction<IUpdater> updater, DigitsRun.Limit limit) {
    double accuracy = 0;
    double seconds = 0;
    for (int seed = 0; seed < seeds; seed++) {
      IUpdater its = updater.apply(seed);
      Model model = network.build(its, seed);
      if (its instanceof Sdze) {
        Sdze.attach(model);
      }
      DigitsRun run = DigitsRun.of(model, digits, BATCH, limit, seed);
      progress.accept(
          Text.format(
              "%s, seed %d: accuracy %.4f after %.0f s",
              name, seed, run.accuracy(), run.seconds()));
      accuracy += run.accuracy() / seeds;
      seconds += run.seconds() / seeds;
    }
    return new Row(name, accuracy, seconds);
  }

  private ISchedule falling(double rate) {
    int steps = epochs * ((digits.training().numExamples() + BATCH - 1) / BATCH);
    return new ExponentialSchedule(ScheduleType.ITERATION, rate, Math.pow(LAST_RATE, 1.0 / steps));
  }
}
