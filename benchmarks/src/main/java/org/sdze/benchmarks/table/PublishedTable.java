package org.sdze.benchmarks.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.hipparchus.stat.StatUtils;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.benchmarks.compare.Measured;
import org.sdze.benchmarks.compare.Runs;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.optimizer.text.Text;

/** Rows of the published table, solved one after the other. */
public final class PublishedTable {

  private PublishedTable() {}

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
   * @param folder where runs are kept
   * @param seeds how many, from 0 on
   * @param progress hears of every run
   * @return fewer cells than asked for if that was interrupted
   */
  public static List<Cell> run(
      List<PublishedRow> rows,
      Path folder,
      int seeds,
      Consumer<String> progress,
      Interruption interruption)
      throws IOException {
    int total = seeds * rows.stream().mapToInt(row -> row.seconds().size()).sum();
    Runs runs = new Runs(folder, 1, total, progress, interruption);
    List<Cell> cells = new ArrayList<>();
    for (PublishedRow row : rows) {
      for (int seconds : row.seconds()) {
        List<Runs.Run> wanted =
            IntStream.range(0, seeds).mapToObj(seed -> run(row, seconds, seed)).toList();
        Optional<List<Measured>> measured = runs.measure(wanted);
        if (measured.isEmpty()) {
          return cells;
        }
        List<Double> errors = new ArrayList<>();
        for (Runs.Run run : wanted) {
          errors.add(error(row, measured.get().get(errors.size()).error(), runs.of(run)));
        }
        cells.add(new Cell(row, seconds, errors));
      }
    }
    return cells;
  }

  private static Runs.Run run(PublishedRow row, int seconds, int seed) {
    String options =
        Text.format(
            "solve %s --dim %d --time %d --seed %d", row.problem(), row.dimension(), seconds, seed);
    return new Runs.Run(
        Text.format("%s, %d s, seed %d", row.label(), seconds, seed),
        Text.format("%s-%ds-seed%d", row.label(), seconds, seed),
        List.of(options.split(" ", -1)));
  }

  /** The error in a row's measure, of a run's relative one and its other figures. */
  private static double error(PublishedRow row, double relative, Path place) throws IOException {
    if (!Double.isFinite(relative) || row.measure() == PublishedRow.Measure.RELATIVE) {
      return relative;
    }
    JsonNode result = JsonRecord.read(place.resolve(ResultFiles.RESULT)).get("result");
    return row.measure() == PublishedRow.Measure.RMS
        ? relative * result.get("solutionRms").asDouble()
        : result.get("pointError").asDouble();
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
