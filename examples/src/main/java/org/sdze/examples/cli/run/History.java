package org.sdze.examples.cli.run;

import java.util.ArrayList;
import java.util.List;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.TrainingLoop.Status;

/** What is known of every step of a run so far. */
final class History {

  private final List<HistoryRow> rows = new ArrayList<>();
  private double acceptedLoss = Double.NaN;

  /**
   * Adds a step.
   *
   * @param relativeError the error after it; NaN where it was not measured
   */
  void add(StepReport report, Status status, double relativeError) {
    rows.add(
        new HistoryRow(
            status.steps(),
            status.seconds(),
            report.loss(),
            report.learningRate(),
            report.damping(),
            relativeError));
    if (report.accepted()) {
      acceptedLoss = report.loss();
    }
  }

  /** Notes the error of the parameters at the end of the run. */
  void end(double relativeError) {
    if (!rows.isEmpty()) {
      rows.set(rows.size() - 1, last().measured(relativeError));
    }
  }

  /** The row of the last step; zeros where there was none. */
  HistoryRow last() {
    return rows.isEmpty()
        ? new HistoryRow(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
        : rows.get(rows.size() - 1);
  }

  /** The loss that the last accepted step measured. */
  double acceptedLoss() {
    return acceptedLoss;
  }

  List<HistoryRow> rows() {
    return List.copyOf(rows);
  }
}
