package org.sdze.pinn.solve;

import java.util.ArrayList;
import java.util.List;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.TrainingLoop.Status;

/** What is known of every step of a solve so far. Used by one thread. */
public final class History {

  private final List<HistoryRow> rows = new ArrayList<>();
  private double acceptedLoss = Double.NaN;

  History() {}

  History(List<HistoryRow> rows, double acceptedLoss) {
    this.rows.addAll(rows);
    this.acceptedLoss = acceptedLoss;
  }

  void add(StepReport report, Status status) {
    rows.add(
        new HistoryRow(
            status.steps(),
            status.seconds(),
            report.loss(),
            report.learningRate(),
            report.damping(),
            Double.NaN));
    if (report.accepted()) {
      acceptedLoss = report.loss();
    }
  }

  /** Notes the error of the parameters after the last step; without effect before the first one. */
  public void measured(double error) {
    if (!rows.isEmpty()) {
      rows.set(rows.size() - 1, last().measured(error));
    }
  }

  /** The row of the last step; zeros where there was none. */
  public HistoryRow last() {
    return rows.isEmpty()
        ? new HistoryRow(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
        : rows.get(rows.size() - 1);
  }

  /** The loss that the last accepted step measured; NaN where there was none. */
  public double acceptedLoss() {
    return acceptedLoss;
  }

  /** A row a step. */
  public List<HistoryRow> rows() {
    return List.copyOf(rows);
  }
}
