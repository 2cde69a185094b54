package org.sdze.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.Environment;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.run.ChildProcess;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program behind {@code ./sdze}. */
@Command(
    name = "sdze",
    description =
        "Trains high-dimensional physics-informed networks from forward evaluations only.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a failure of the program",
      "2:a mistake in the command",
      "130:Ctrl-C"
    },
    scope = ScopeType.INHERIT, // of every command that says nothing else
    subcommands = ListCommand.class)
public final class Main implements Runnable {

  private static final String NO_MEMORY =
      "sdze: out of memory: give the program a larger heap (-Xmx)\n";

  private static final long PATIENCE_MILLISECONDS = 2_000;

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PrintStream stderr = utf8(new FileOutputStream(FileDescriptor.err));
    // Made beforehand: where there is no memory there is none for making it.
    byte[] noMemory = NO_MEMORY.getBytes(StandardCharsets.UTF_8);
    int exitCode;
    // The first thing, since an interruption may come at any time.
    try (Interruption interruption =
        new Interruption(sentence -> System.err.println("sdze: " + sentence))) {
      // What libraries print is not a result.
      System.setOut(stderr);
      System.setErr(stderr);
      System.setProperty("java.awt.headless", "true");
      Locale.setDefault(Locale.ROOT); // of libraries, too: numbers are written for every reader
      // DL4J would write a file about the machine to the current folder when memory runs out.
      System.setProperty("org.deeplearning4j.crash.reporting.enabled", "false");
      Thread main = Thread.currentThread();
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, failure) -> end(main, failure, stderr, noMemory));
      ChildProcess.followParent();
      exitCode = run(arguments, new FileOutputStream(FileDescriptor.out), stderr, interruption);
    } catch (OutOfMemoryError e) {
      stderr.write(noMemory, 0, noMemory.length);
      exitCode = CommandLine.ExitCode.SOFTWARE;
    }
    System.exit(exitCode);
  }

  /**
   * Runs a command.
   *
   * @param interruption what is to be saved or printed is, failures included, before it ends the
   *     process
   * @return the exit code
   */
  public static int run(
      String[] arguments, OutputStream out, PrintStream stderr, Interruption interruption) {
    Output output = new Output(out);
    PrintWriter stdout = new PrintWriter(utf8(output), true, StandardCharsets.UTF_8);
    int exitCode = execute(arguments, stdout, stderr, interruption);
    stdout.flush();
    String failure = output.failure();
    if (failure == null) {
      return exitCode;
    }
    stderr.println("sdze: " + failure);
    return exitCode == CommandLine.ExitCode.OK ? CommandLine.ExitCode.SOFTWARE : exitCode;
  }

  private static int execute(
      String[] arguments, PrintWriter stdout, PrintStream stderr, Interruption interruption) {
    try {
      CommandLine main =
          new CommandLine(new Main())
              .addSubcommand(new SolveCommand(interruption).commandLine())
              .addSubcommand(new ResumeCommand(interruption))
              .addSubcommand(new ZooCommand(interruption))
              .addSubcommand(new MemoryCommand(interruption))
              .addSubcommand(new SearchCommand(interruption))
              .addSubcommand(new CandidateCommand(interruption));
      for (MoreCommands more : ServiceLoader.load(MoreCommands.class)) {
        for (Callable<Integer> command : more.commands(interruption)) {
          main.addSubcommand(
              command instanceof TrainCommand trains ? trains.commandLine() : command);
        }
      }
      if (isMissing(main, arguments)) {
        stderr.printf(
            Locale.ROOT,
            "sdze: %s is a command of the benchmarks, which are not built: mvn -B -q -DskipTests -pl"
                + " benchmarks -am package builds them%n",
            arguments[0]);
        return CommandLine.ExitCode.USAGE;
      }
      return main.setOut(stdout)
          .setErr(new PrintWriter(stderr, true, StandardCharsets.UTF_8))
          .setParameterExceptionHandler((e, given) -> Failures.badOption(e))
          .setExecutionExceptionHandler((e, command, parsed) -> Failures.failed(e, stderr))
          .setExecutionStrategy(Main::helpOrRun)
          .execute(arguments);
    } catch (Error e) { // picocli hands exceptions over, but no errors
      return Failures.failed(e, stderr);
    }
  }

  private static boolean isMissing(CommandLine main, String[] arguments) {
    return arguments.length > 0
        && MoreCommands.OF_BENCHMARKS.contains(arguments[0])
        && !main.getSubcommands().containsKey(arguments[0]);
  }

  /** A command that behaves as those of another one do. */
  static CommandLine configured(CommandLine command, CommandLine main) {
    return command
        .setOut(main.getOut())
        .setErr(main.getErr())
        .setParameterExceptionHandler(main.getParameterExceptionHandler())
        .setExecutionExceptionHandler(main.getExecutionExceptionHandler())
        .setExecutionStrategy(main.getExecutionStrategy());
  }

  /** The libraries read the environment when they are first used, and then fail to load. */
  private static int helpOrRun(ParseResult parsed) {
    @Nullable Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    try {
      Environment.check(System.getenv());
    } catch (UserMistake e) {
      throw new ParameterException(parsed.commandSpec().commandLine(), e.getMessage());
    }
    return new RunLast().execute(parsed);
  }

  /**
   * A thread of a library's has failed. Either the main thread soon does, too, or nobody else would
   * say so.
   */
  private static void end(Thread main, Throwable failure, PrintStream stderr, byte[] noMemory) {
    try {
      main.join(PATIENCE_MILLISECONDS);
      Failures.failed(failure, stderr);
    } catch (OutOfMemoryError e) {
      stderr.write(noMemory, 0, noMemory.length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
  }

  /** Java 17 would follow the locale, in which the letters of a formula may be missing. */
  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        Text.format(
            "a command is missing: %s (--help shows them)",
            spec.subcommands().entrySet().stream()
                .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "))));
  }
}
