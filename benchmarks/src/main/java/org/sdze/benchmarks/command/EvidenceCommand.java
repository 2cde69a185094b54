package org.sdze.benchmarks.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.store.StoredText;
import org.sdze.benchmarks.compare.Comparison;
import org.sdze.benchmarks.compare.ComparisonChart;
import org.sdze.benchmarks.evidence.EvidencePage;
import org.sdze.benchmarks.evidence.Section;
import org.sdze.benchmarks.evidence.SectionCsv;
import org.sdze.benchmarks.evidence.SectionCsv.Provenance;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Machine;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evidence}: writes the page of all comparisons. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "evidence",
    description =
        "Runs every comparison and writes evidence.md with its pictures and figures; what its folder holds is not "
            + "run again.")
final class EvidenceCommand implements Callable<Integer> {

  private static final double DEFAULT_SECONDS = 6;
  private static final double QUICK_SECONDS = 3;

  private final Interruption interruption;

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description = "Training of every run (default: 6, with --quick 3).")
  private @Nullable String time;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds of every contender's best setting (default: 3, with --quick 1).")
  private @Nullable String seeds;

  @Option(names = "--quick", description = "Dimensions up to 100, short runs, one seed.")
  private boolean quick;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Runs at a time, each with its share of the cores (default: one per core).")
  private @Nullable String workers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "docs",
      description =
          "Folder for evidence.md, its images and its figures (default: ${DEFAULT-VALUE}).")
  private String out;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "target/evidence",
      description = "Folder where the runs are kept (default: ${DEFAULT-VALUE}).")
  private String runs;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Only sections whose title contains this, e.g. 'ridge' or 'd = 10,000'; the others stay on the "
              + "page as they are.")
  private @Nullable String only;

  EvidenceCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    List<Section> sections =
        Section.all(
            new OptionText("--time", time).positive(quick ? QUICK_SECONDS : DEFAULT_SECONDS),
            new OptionText("--seeds", seeds).whole(1, quick ? 1 : 3),
            quick);
    List<String> titles = sections.stream().map(Section::title).toList();
    if (titles.stream().noneMatch(this::isWanted)) {
      throw new UserMistake(
          "--only must be contained in a section's title, such as \"%s\"", titles.get(0));
    }
    int atATime =
        new OptionText("--workers", workers).workers(Runtime.getRuntime().availableProcessors());
    Path folder = folder("--out", out);
    Path kept = folder("--runs", runs);
    String machine =
        Text.format(
            "%s; %s",
            Machine.inWords(),
            atATime == 1
                ? "one run at a time"
                : atATime + " runs at a time, each with its share of the cores");
    Provenance provenance =
        new Provenance(command(), machine, LocalDate.now(ZoneOffset.UTC).toString());
    PrintStream stderr = System.err;
    interruption.leaves(
        Text.format(
            "the runs that ended are kept in %s: the same command goes on with them", kept));
    interruption.hold("the sections that ended are being written");
    boolean isComplete = true;
    for (int k = 0; k < sections.size(); k++) {
      Section section = sections.get(k);
      if (!isWanted(section.title())) {
        continue;
      }
      stderr.printf(Locale.ROOT, "section %d of %d: %s%n", k + 1, sections.size(), section.title());
      Comparison.Result result =
          new Comparison(
                  section.match(),
                  section.contenders(),
                  kept,
                  atATime,
                  stderr::println,
                  interruption)
              .run();
      isComplete = result.isComplete();
      if (!isComplete) {
        break;
      }
      write(folder, section, result, provenance);
      AtomicFile.write(
          folder.resolve("evidence.md"), EvidencePage.of(sections, figures(folder, sections)));
    }
    return isComplete ? Outcome.DONE.exitCode() : Outcome.INTERRUPTED.exitCode();
  }

  private static Path folder(String option, String text) {
    return ResultFiles.in(option, OptionText.path(option, text)).folder();
  }

  private static void write(
      Path folder, Section section, Comparison.Result result, Provenance provenance)
      throws IOException {
    Files.createDirectories(folder.resolve("evidence"));
    AtomicFile.write(file(folder, section), SectionCsv.of(section, result, provenance));
    if (section.isPictured()) {
      Files.createDirectories(folder.resolve("images"));
      ComparisonChart.write(section.match(), result, folder.resolve(section.picture()));
    }
  }

  /** Those of the sections that were run, today or before. */
  private static Map<String, String> figures(Path folder, List<Section> sections)
      throws IOException {
    Map<String, String> figures = new HashMap<>();
    for (Section section : sections) {
      if (Files.exists(file(folder, section))) {
        figures.put(section.slug(), StoredText.read(file(folder, section)));
      }
    }
    return figures;
  }

  private static Path file(Path folder, Section section) {
    return folder.resolve("evidence").resolve(section.slug() + ".csv");
  }

  /** Whether a section is to be run; an empty text is in none. */
  private boolean isWanted(String title) {
    return only == null || (!only.isEmpty() && title.contains(only));
  }

  /** The command that these options are, as a user would type it. */
  private String command() {
    return "./sdze evidence"
        + (quick ? " --quick" : "")
        + (time == null ? "" : " --time " + time)
        + (seeds == null ? "" : " --seeds " + seeds)
        + (workers == null ? "" : " --workers " + workers)
        + (only == null ? "" : " --only '" + only + "'");
  }
}
