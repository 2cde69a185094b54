package org.sdze.benchmarks.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.sdze.examples.cli.MoreCommands;
import org.sdze.examples.cli.run.Interruption;

/** The commands of this module. */
public final class Benchmarks implements MoreCommands {

  /** As a service is made. */
  public Benchmarks() {}

  @Override
  public List<Callable<Integer>> commands(Interruption interruption) {
    return List.of(
        new RivalCommand(interruption),
        new CompareCommand(interruption),
        new VarianceCommand(interruption),
        new EvidenceCommand(interruption),
        new SearchCompareCommand(interruption),
        new TableCommand(interruption),
        new SwapTableCommand(interruption),
        new BenchCommand(),
        new DigitsCommand());
  }
}
