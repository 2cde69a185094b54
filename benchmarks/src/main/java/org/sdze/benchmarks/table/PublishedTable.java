package org.sdze.benchmarks.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hipparchus.stat.StatUtils;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.benchmarks.compare.Measured;
import org.sdze.benchmarks.compare.RunProcess;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.optimizer.text.Text;

/** Runs rows of the published table, each run a process of its own, one after the other. */
public final class PublishedTable {

  private final Path folder;
  private final int seeds;
  private final Consumer<String> progress;
  private final Interruption interruption;

  /**
   * A table.
   *
   * @param folder where runs are kept; what is there is not run again
   * @param seeds how many, from 0 on
   * @param progress hears of every run
   */
  public PublishedTable(
      Path folder, int seeds, Consumer<String> progress, Interruption interruption) {
    this.folder = folder;
    this.seeds = seeds;
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * What a row came to with one budget.
   *
   * @param row the row
   * @param seconds the budget
   * @param errors by seed, in the row's measure; infinite for a run that came to none
   */
  public record Cell(PublishedRow row, int seconds, List<Double> errors) {
    public Cell {
      errors = List.copyOf(errors);
    }

    /** Of the seeds. */
    public double median() {
      return StatUtils.percentile(errors.stream().mapToDouble(Double::doubleValue).toArray(), 50);
    }
  }

  /**
   * Runs what is not there yet.
   *
   * @return fewer cells than asked for if that was interrupted
   */
  public List<Cell> run(List<PublishedRow> rows) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (PublishedRow row : rows) {
      for (int seconds : row.seconds()) {
        List<Double> errors = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
          Optional<Double> error = run(row, seconds, seed);
          if (error.isEmpty()) {
            return cells;
          }
          errors.add(error.get());
        }
        cells.add(new Cell(row, seconds, errors));
      }
    }
    return cells;
  }

  private Optional<Double> run(PublishedRow row, int seconds, int seed) throws IOException {
    if (interruption.isRequested()) {
      return Optional.empty();
    }
    Path place = folder.resolve(Text.format("%s-%ds-seed%d", row.label(), seconds, seed));
    Optional<Measured> run =
        RunProcess.run(
            List.of(
                "solve",
                row.problem(),
                "--dim",
                Integer.toString(row.dimension()),
                "--time",
                Integer.toString(seconds),
                "--seed",
                Integer.toString(seed)),
            place,
            1,
            interruption);
    if (run.isEmpty()) {
      return Optional.empty();
    }
    double error = run.get().error();
    if (Double.isFinite(error) && row.measure() != PublishedRow.Measure.RELATIVE) {
      JsonNode result = JsonRecord.read(place.resolve(ResultFiles.RESULT)).get("result");
      error =
          row.measure() == PublishedRow.Measure.RMS
              ? error * result.get("solutionRms").asDouble()
              : result.get("pointError").asDouble();
    }
    String failure = run.get().failure();
    progress.accept(
        Text.format(
            "%s, %d s, seed %d: %s %.2e%s",
            row.label(),
            seconds,
            seed,
            row.measure().words(),
            error,
            failure == null ? "" : ", " + failure));
    return Optional.of(error);
  }

  /** For people. */
  public static String markdown(List<Cell> cells) {
    StringBuilder text =
        new StringBuilder(
            """
            | row | problem | d | error | seconds | median | by seed | published |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            """);
    for (Cell cell : cells) {
      text.append(
          Text.format(
              "| %s | `%s` | %d | %s | %d | %.1e | %s | %s |%n",
              cell.row.label(),
              cell.row.problem(),
              cell.row.dimension(),
              cell.row.measure().words(),
              cell.seconds,
              cell.median(),
              String.join(", ", cell.errors.stream().map(e -> Text.format("%.1e", e)).toList()),
              cell.row.published()));
    }
    return text.toString();
  }

  /** For programs. */
  public static String csv(List<Cell> cells) {
    StringBuilder text = new StringBuilder("row,problem,dim,measure,seconds,seed,error\n");
    for (Cell cell : cells) {
      for (int seed = 0; seed < cell.errors.size(); seed++) {
        text.append(
            Text.format(
                "%s,%s,%d,%s,%d,%d,%s%n",
                cell.row.label(),
                cell.row.problem(),
                cell.row.dimension(),
                cell.row.measure().words(),
                cell.seconds,
                seed,
                cell.errors.get(seed)));
      }
    }
    return text.toString();
  }
}
