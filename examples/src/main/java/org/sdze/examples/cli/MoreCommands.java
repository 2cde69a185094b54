package org.sdze.examples.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sdze.examples.cli.run.Interruption;

/** Commands of another module, which is found as a service. */
public interface MoreCommands {

  /** The names of the benchmarks' commands, which are there once that module was built. */
  Set<String> OF_BENCHMARKS =
      Set.of(
          "rival",
          "compare",
          "variance",
          "evidence",
          "search-compare",
          "table",
          "swap-table",
          "bench",
          "digits");

  /**
   * The commands, made anew.
   *
   * @param interruption what is to be saved or printed is, before it ends the process
   */
  List<Callable<Integer>> commands(Interruption interruption);
}
