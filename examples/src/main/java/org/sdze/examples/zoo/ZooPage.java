package org.sdze.examples.zoo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.dl4j.ForwardTraining;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.text.Text;

/** The zoo as a Markdown page: what each network is, and how it trains. */
public final class ZooPage {

  private static final String HEADER =
      "| network | parameters | smallest input | layers by credit |";

  private final List<String> rows = new ArrayList<>();

  /** A row about a network that is built but not trained. */
  public static String row(ZooNetwork network) {
    Model model = network.build(Sdze.builder().build(), 0);
    return Text.format(
        "| %s | %,d | %s | %s |",
        network.label(), model.numParams(), network.input(), coverage(model));
  }

  /** The head of a table of such rows. */
  public static String header() {
    return HEADER + "\n| --- | ---: | --- | --- |";
  }

  /** Adds what a network came to. */
  public void add(ZooNetwork network, ZooSteps steps) {
    rows.add(
        Text.format(
            "%s %.3f | %.3f | %.2f |",
            row(network), steps.firstLoss(), steps.lastLoss(), steps.secondsPerStep()));
  }

  /** Adds a network that failed. */
  public void addFailure(ZooNetwork network, String sentence) {
    rows.add(Text.format("| %s | | %s | %s | | | |", network.label(), network.input(), sentence));
  }

  /**
   * The page.
   *
   * @param command what writes it
   * @param machine what it was written on
   */
  public String text(String command, String machine) {
    return Text.format(
        """
        # The model zoo without backpropagation

        Written by `%s` on %s.

        Every network that Deeplearning4j's zoo can build, at the smallest input that works, trained on noise for a few
        steps: this shows that it trains, not that it learns. NASNet is missing, since its own `init()` fails in
        1.0.0-M2.1. Layers by credit: *exact* costs no evaluation, *noise* a part of one for every such layer,
        *subspace* two parts of one for all of them together; in deep networks layers below batch normalization, which
        mixes the samples, are among those.
        SimpleCNN comes from the zoo without a loss, so that nothing can train it; here it ends in a `LossLayer`.

        %s loss before the first step | before the last | seconds a step |
        | --- | ---: | --- | --- | ---: | ---: | ---: |
        %s
        """,
        command, machine, HEADER, String.join("\n", rows));
  }

  private static String coverage(Model model) {
    Map<LayerCredit, Integer> counts = new EnumMap<>(LayerCredit.class);
    for (ForwardTraining.LayerSummary layer : ForwardTraining.summary(model)) {
      counts.merge(layer.credit(), 1, Integer::sum);
    }
    int exact =
        counts.getOrDefault(LayerCredit.OUTPUT, 0)
            + counts.getOrDefault(LayerCredit.UNITS, 0)
            + counts.getOrDefault(LayerCredit.WEIGHTS, 0);
    List<String> parts = new ArrayList<>();
    add(parts, exact, "exact");
    add(parts, counts.getOrDefault(LayerCredit.NOISE, 0), "noise");
    add(parts, counts.getOrDefault(LayerCredit.SUBSPACE, 0), "subspace");
    add(parts, counts.getOrDefault(LayerCredit.NONE, 0), "not trained");
    return parts.stream().collect(Collectors.joining(", "));
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }
}
