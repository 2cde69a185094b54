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
import org.sdze.arbiter.store.StoredText;
import org.sdze.benchmarks.compare.Comparison;
import org.sdze.benchmarks.compare.ComparisonChart;
import org.sdze.benchmarks.evidence.EvidencePage;
import org.sdze.benchmarks.evidence.Section;
import org.sdze.benchmarks.evidence.SectionCsv;
import org.sdze.benchmarks.evidence.SectionCsv.Provenance;
import org.sdze.benchmarks.plan.EvidenceOptions;
import org.sdze.examples.cli.Version;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Machine;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evidence}: writes the page of all comparisons. */
@Command(
    name = "evidence",
    description =
        "Runs every comparison and writes evidence.md with its pictures and figures; what its folder holds is not "
            + "run again.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class EvidenceCommand implements Callable<Integer> {

  private final Interruption interruption;

  @Mixin private EvidenceOptions options = new EvidenceOptions();

  EvidenceCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    List<Section> sections = Section.all(options.seconds(), options.seeds(), options.isQuick());
    List<String> titles = sections.stream().map(Section::title).toList();
    if (titles.stream().noneMatch(options::isWanted)) {
      throw new UserMistake(
          Text.format(
              "--only must be contained in a section's title, such as \"%s\"", titles.get(0)));
    }
    int workers = options.workers();
    Path folder = ResultFiles.in("--out", options.out()).folder();
    Path runs = ResultFiles.in("--runs", options.runs()).folder();
    String machine =
        Text.format(
            "%s; %s",
            Machine.inWords(),
            workers == 1
                ? "one run at a time"
                : workers + " runs at a time, each with its share of the cores");
    Provenance provenance =
        new Provenance(options.command(), machine, LocalDate.now(ZoneOffset.UTC).toString());
    PrintStream stderr = System.err;
    interruption.leaves(
        Text.format(
            "the runs that ended are kept in %s: the same command goes on with them", runs));
    interruption.hold("the sections that ended are being written");
    boolean isComplete = true;
    for (int k = 0; k < sections.size(); k++) {
      Section section = sections.get(k);
      if (!options.isWanted(section.title())) {
        continue;
      }
      stderr.printf(Locale.ROOT, "section %d of %d: %s%n", k + 1, sections.size(), section.title());
      Comparison comparison =
          new Comparison(section.match(), runs, workers, stderr::println, interruption);
      Comparison.Result result = comparison.run(section.contenders());
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
}
