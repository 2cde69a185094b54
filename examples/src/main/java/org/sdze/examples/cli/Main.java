package org.sdze.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.sdze.examples.cli.run.Interruption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code ./sdze}. */
@Command(
    name = "sdze",
    description =
        "Trains high-dimensional physics-informed networks from forward evaluations only.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = ListCommand.class)
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PrintStream stdout = utf8(FileDescriptor.out);
    PrintStream stderr = utf8(FileDescriptor.err);
    // What libraries print is not a result.
    System.setOut(stderr);
    System.setErr(stderr);
    System.setProperty("java.awt.headless", "true");
    // DL4J would write a file about the machine to the current folder when memory runs out.
    System.setProperty("org.deeplearning4j.crash.reporting.enabled", "false");
    System.exit(run(arguments, stdout, stderr));
  }

  /** An interruption that a command listens to waits until all is printed, failures included. */
  private static int run(String[] arguments, PrintStream stdout, PrintStream stderr) {
    try (Interruption interruption = new Interruption()) {
      return new CommandLine(new Main())
          .addSubcommand(new SolveCommand(interruption))
          .addSubcommand(new CompareCommand(interruption))
          .addSubcommand(new VarianceCommand())
          .addSubcommand(new EvidenceCommand(interruption))
          .addSubcommand(new ZooCommand())
          .addSubcommand(new MemoryCommand())
          .addSubcommand(new SearchCommand(interruption))
          .addSubcommand(new SearchCompareCommand())
          .addSubcommand(new CandidateCommand(interruption))
          .setOut(new PrintWriter(stdout, true, StandardCharsets.UTF_8))
          .setErr(new PrintWriter(stderr, true, StandardCharsets.UTF_8))
          .setParameterExceptionHandler((e, given) -> Failures.badOption(e))
          .setExecutionExceptionHandler((e, command, parsed) -> Failures.failed(e, command))
          .execute(arguments);
    } catch (OutOfMemoryError e) {
      return Failures.outOfMemory(e, stderr);
    }
  }

  /** Java 17 would follow the locale, in which the letters of a formula may be missing. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: list, solve, compare, variance, evidence, zoo, memory, search or search-compare (--help shows them)");
  }
}
