package org.sdze.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import org.sdze.examples.cli.plan.ProblemOptions;
import org.sdze.pinn.problem.Problems;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code list}: the reference problems, a line each. */
@Command(name = "list", description = "Lists the problems.")
final class ListCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private ProblemOptions options = new ProblemOptions();

  @Override
  public void run() {
    Problems problems = options.found();
    List<String> names = problems.names();
    int width = names.stream().mapToInt(String::length).max().orElse(1);
    PrintWriter out = spec.commandLine().getOut();
    for (String name : names) {
      String gap = " ".repeat(width - name.length() + 2);
      out.println(name + gap + problems.get(name).description());
    }
  }
}
