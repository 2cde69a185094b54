package org.sdze.benchmarks.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.table.PublishedRow;
import org.sdze.benchmarks.table.PublishedTable;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code table}: the problems of the literature, beside the best that was published. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "table",
    description = "Solves problems of the literature and prints a table beside published figures.",
    exitCodeList = {
      "0:done; a run that fails or diverges is an infinite error",
      "1:a failure of the program",
      "2:a mistake in the command",
      "130:Ctrl-C; the same command with --out goes on where it stopped"
    })
final class TableCommand implements Callable<Integer> {

  private final Interruption interruption;

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "ROWS",
      description = "Some rows, with commas between them (default: all).")
  private @Nullable String only;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description =
          "Solves every row for so long (default: for the times of the literature's row).")
  private @Nullable String seconds;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Seeds 0, 1, … of every row (default: ${DEFAULT-VALUE}).")
  private @Nullable String seeds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the table and every run; what is there is not run again.")
  private @Nullable String out;

  TableCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    List<PublishedRow> rows = rows();
    int count = new OptionText("--seeds", seeds).whole(1, 1_000);
    @Nullable Path given = OptionText.path("--out", out);
    Path folder =
        given == null ? ResultFiles.temporary("sdze-table") : ResultFiles.in("--out", given).made();
    interruption.leaves(
        Text.format(
            "the runs that ended are kept in %s: the same command%s goes on with them",
            folder, out == null ? " with --out " + folder : ""));
    interruption.hold("the table of the runs that ended is being made");
    List<PublishedTable.Cell> cells =
        PublishedTable.run(rows, folder.resolve("runs"), count, System.err::println, interruption);
    String table = PublishedTable.markdown(cells);
    TableRows.write(folder, table, PublishedTable.csv(cells));
    spec.commandLine().getOut().print(table);
    spec.commandLine().getOut().flush();
    System.err.println("files: " + folder);
    int wanted = rows.stream().mapToInt(row -> row.seconds().size()).sum();
    return cells.size() == wanted ? Outcome.DONE.exitCode() : Outcome.INTERRUPTED.exitCode();
  }

  private List<PublishedRow> rows() {
    List<Integer> budget =
        seconds == null
            ? List.of()
            : List.of(new OptionText("--seconds", seconds).whole(1, Integer.MAX_VALUE));
    return TableRows.chosen(only, PublishedRow.all(), PublishedRow::label).stream()
        .map(
            row ->
                new PublishedRow(
                    row.label(),
                    row.problem(),
                    row.dimension(),
                    row.measure(),
                    budget.isEmpty() ? row.seconds() : budget,
                    row.published()))
        .toList();
  }
}
