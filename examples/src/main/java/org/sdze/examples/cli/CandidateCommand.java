package org.sdze.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sdze.arbiter.search.CandidateTask;
import org.sdze.examples.cli.plan.ProblemOptions;
import org.sdze.examples.cli.run.Interruption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code candidate}: what {@code search} starts for each of its candidates. */
@Command(name = "candidate", hidden = true, description = "Trains one candidate of a search.")
final class CandidateCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FOLDER", description = "The folder of the search.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "KEY", description = "Names the piece of work.")
  private String key;

  @Mixin private ProblemOptions problems = new ProblemOptions();

  private final Interruption interruption;

  /**
   * The command.
   *
   * @param interruption is held and not obeyed: a Ctrl-C comes to the search as well, which ends
   *     its candidates; one that ended by itself would count as failed
   */
  CandidateCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    interruption.silence();
    interruption.hold("");
    CandidateTask.run(folder, key, problems.found());
    return 0;
  }
}
