package org.sdze.examples.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sdze.arbiter.store.StoredText;
import org.sdze.examples.cli.compare.Comparison;
import org.sdze.examples.cli.compare.ComparisonChart;
import org.sdze.examples.cli.evidence.EvidencePage;
import org.sdze.examples.cli.evidence.Section;
import org.sdze.examples.cli.plan.EvidenceOptions;
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
        "Runs every comparison and writes evidence.md with its pictures; what its folder holds is not "
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
    Path file = folder.resolve("evidence.md");
    EvidencePage page =
        EvidencePage.of(
            options.isPartial() && Files.exists(file) ? StoredText.read(file) : "",
            options.command(),
            Machine.inWords(),
            workers);
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
      String picture = Text.format("images/evidence-%02d.png", k + 1);
      Files.createDirectories(folder.resolve("images"));
      ComparisonChart.write(section.match(), result, folder.resolve(picture));
      page.add(section, result, picture);
      AtomicFile.write(file, page.text(titles));
    }
    return isComplete ? Outcome.DONE.exitCode() : Outcome.INTERRUPTED.exitCode();
  }
}
