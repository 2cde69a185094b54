package org.sdze.examples.cli.run;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves behind.
 *
 * @param result its figures
 * @param outcome how it ended
 * @param network the network, with the last good parameters
 * @param hasFiniteParameters false where a diverged network was too large to keep a copy
 * @param history what is known of every step
 * @param divergence what happened and what to try, where it diverged
 */
public record FinishedRun(
    RunResult result,
    Outcome outcome,
    MultiLayerNetwork network,
    boolean hasFiniteParameters,
    List<HistoryRow> history,
    @Nullable String divergence) {

  public FinishedRun {
    history = List.copyOf(history);
  }
}
