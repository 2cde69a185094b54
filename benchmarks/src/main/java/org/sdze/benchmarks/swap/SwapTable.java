package org.sdze.benchmarks.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hipparchus.stat.StatUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.DivergenceException;

/**
 * Trains each network by its own updater and by ours, epoch by epoch in turns in one process, so
 * that what else the machine does falls on both.
 */
public final class SwapTable {

  private final int seeds;
  private final @Nullable Integer epochs;
  private final boolean hasCosines;
  private final Consumer<String> progress;

  /**
   * A table.
   *
   * @param seeds how many, from 0 on
   * @param epochs for all networks; null for each one's own
   * @param hasCosines whether each row tells how estimates point, which takes longer
   * @param progress hears of every run
   */
  public SwapTable(
      int seeds, @Nullable Integer epochs, boolean hasCosines, Consumer<String> progress) {
    this.seeds = seeds;
    this.epochs = epochs;
    this.hasCosines = hasCosines;
    this.progress = progress;
  }

  /** Trains a network from every seed. */
  public SwapRow row(SwapNetwork network) {
    Split data = network.data().get();
    int count = epochs == null ? network.epochs() : epochs;
    List<SwapRow.Run> runs = new ArrayList<>();
    List<StepCosine> cosines = List.of();
    long parameters = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Swappable original = network.original(seed);
      Swappable swapped = network.swapped(seed);
      parameters = original.parameters();
      SwapRow.Run run = run(network, data, original, swapped, count, seed);
      runs.add(run);
      progress.accept(
          Text.format(
              "%s, seed %d: backprop %s, sdze %s",
              network.label(), seed, words(run.backprop()), words(run.sdze())));
      if (hasCosines && seed == 0) {
        cosines = cosines(network, data, swapped);
      }
    }
    String updater = network.updater().getClass().getSimpleName();
    return new SwapRow(network.label(), updater, parameters, count, runs, cosines);
  }

  private static SwapRow.Run run(
      SwapNetwork network,
      Split data,
      Swappable original,
      Swappable swapped,
      int epochs,
      int seed) {
    double[] theirs = new double[epochs];
    double[] ours = new double[epochs];
    boolean hasDiverged = false;
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<DataSet> batches =
          data.training().batches(network.batch(), RandomKey.root(seed).step(epoch));
      theirs[epoch] = seconds(original, batches);
      try {
        ours[epoch] = hasDiverged ? ours[epoch - 1] : seconds(swapped, batches);
      } catch (DivergenceException e) {
        hasDiverged = true;
      }
    }
    return new SwapRow.Run(
        seed,
        side(network, data, original, theirs),
        hasDiverged
            ? new SwapRow.Side(
                Double.POSITIVE_INFINITY, network.classifies() ? 0.0 : null, median(ours))
            : side(network, data, swapped, ours));
  }

  /** Of the first seed. */
  private static List<StepCosine> cosines(SwapNetwork network, Split data, Swappable trained) {
    StepCosines estimates = new StepCosines(network, data.training());
    Map<String, Double> first = estimates.at(null);
    Map<String, Double> last = estimates.at(trained);
    List<StepCosine> cosines = new ArrayList<>();
    trained
        .layers()
        .forEach(
            (layer, parts) ->
                cosines.add(
                    new StepCosine(
                        layer,
                        parts.stream().mapToLong(INDArray::length).sum(),
                        first.get(layer),
                        last.get(layer))));
    return cosines;
  }

  private static double seconds(Swappable trained, List<DataSet> batches) {
    long begin = System.nanoTime();
    trained.epoch(batches);
    return (System.nanoTime() - begin) * 1e-9;
  }

  private static SwapRow.Side side(
      SwapNetwork network, Split data, Swappable trained, double[] seconds) {
    return new SwapRow.Side(
        trained.loss(data.training()),
        network.classifies() ? trained.accuracy(data.test()) : null,
        median(seconds));
  }

  private static double median(double[] values) {
    return StatUtils.percentile(values, 50);
  }

  private static String words(SwapRow.Side side) {
    return Text.format(
        "loss %.4g%s, %.2f s an epoch",
        side.loss(),
        side.accuracy() == null ? "" : Text.format(", accuracy %.4f", side.accuracy()),
        side.seconds());
  }

  /** For people. */
  public static String markdown(List<SwapRow> rows) {
    StringBuilder text =
        new StringBuilder(
            """
            | network | parameters | epochs | updater | its loss | accuracy | Sdze's loss | accuracy | time × |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """);
    for (SwapRow row : rows) {
      text.append(
          Text.format(
              "| %s | %,d | %d | %s | %.3g | %s | %.3g | %s | %.1f |%n",
              row.network(),
              row.parameters(),
              row.epochs(),
              row.updater(),
              row.loss(SwapRow.Run::backprop),
              words(row.accuracy(SwapRow.Run::backprop)),
              row.loss(SwapRow.Run::sdze),
              words(row.accuracy(SwapRow.Run::sdze)),
              row.timeRatio()));
    }
    if (rows.stream().anyMatch(row -> !row.cosines().isEmpty())) {
      text.append(
          """

          | network | layer | parameters | cosine at first | after training |
          | --- | --- | --- | --- | --- |
          """);
    }
    for (SwapRow row : rows) {
      for (StepCosine cosine : row.cosines()) {
        text.append(
            Text.format(
                "| %s | %s | %,d | %.3f | %.3f |%n",
                row.network(), cosine.layer(), cosine.parameters(), cosine.first(), cosine.last()));
      }
    }
    return text.toString();
  }

  private static String words(@Nullable Double accuracy) {
    return accuracy == null ? "–" : Text.format("%.3f", accuracy);
  }

  /** For programs: a line for each run. */
  public static String csv(List<SwapRow> rows) {
    StringBuilder text =
        new StringBuilder("network,parameters,epochs,optimizer,seed,loss,accuracy,seconds\n");
    for (SwapRow row : rows) {
      for (SwapRow.Run run : row.runs()) {
        append(text, row, row.updater(), run.seed(), run.backprop());
        append(text, row, "Sdze", run.seed(), run.sdze());
      }
    }
    return text.toString();
  }

  private static void append(
      StringBuilder text, SwapRow row, String optimizer, int seed, SwapRow.Side side) {
    text.append(
        Text.format(
            "%s,%d,%d,%s,%d,%s,%s,%s%n",
            row.network(),
            row.parameters(),
            row.epochs(),
            optimizer,
            seed,
            side.loss(),
            side.accuracy() == null ? "" : side.accuracy(),
            side.seconds()));
  }
}
