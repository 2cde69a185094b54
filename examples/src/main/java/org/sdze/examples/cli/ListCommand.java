package org.sdze.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import org.sdze.pinn.problem.ReferenceProblems;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code list}: the reference problems, a line each. */
@Command(
    name = "list",
    description = "Lists the problems.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ListCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    List<String> names = ReferenceProblems.names();
    int width = names.stream().mapToInt(String::length).max().orElse(1);
    PrintWriter out = spec.commandLine().getOut();
    for (String name : names) {
      String gap = " ".repeat(width - name.length() + 2);
      out.println(name + gap + ReferenceProblems.description(name));
    }
  }
}
