package org.sdze.examples.cli.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.pinn.solve.HistoryRow;
import org.sdze.pinn.solve.Solve;

/**
 * What a run leaves behind.
 *
 * @param result its figures
 * @param outcome how it ended
 * @param solve where it stands, with the last good parameters
 * @param hasFiniteParameters false where a diverged network was too large to keep a copy
 * @param history what is known of every step
 * @param shares of the time by stage, which sum up to 1; empty where nobody asked
 * @param divergence what happened and what to try, where it diverged
 */
public record FinishedRun(
    RunResult result,
    Outcome outcome,
    Solve solve,
    boolean hasFiniteParameters,
    List<HistoryRow> history,
    Map<Stage, Double> shares,
    @Nullable String divergence) {

  public FinishedRun {
    history = List.copyOf(history);
  }
}
