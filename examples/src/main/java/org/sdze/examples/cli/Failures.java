package org.sdze.examples.cli;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.UserMistake;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One sentence on stderr and an exit code for everything that goes wrong. */
final class Failures {

  /** Set in the environment, it shows the stack trace of a failure. */
  private static final String DEBUG = "SDZE_DEBUG";

  private Failures() {}

  /** Arguments that are not those of a command. */
  static int badOption(ParameterException mistake) {
    String sentence = mistake.getMessage();
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      sentence = "there is no option or command " + unmatched.getUnmatched().get(0);
      List<String> near = unmatched.getSuggestions();
      sentence += near.isEmpty() ? "" : " (did you mean %s?)".formatted(String.join(" or ", near));
    }
    return say(mistake.getCommandLine(), sentence, ExitCode.USAGE);
  }

  /** A command that could not do its work. */
  static int failed(Exception failure, CommandLine command) {
    if ("1".equals(System.getenv(DEBUG))) {
      failure.printStackTrace(command.getErr());
    }
    String message = failure.getMessage();
    if (failure instanceof UserMistake || isRefusal(failure)) {
      return say(command, message, ExitCode.USAGE);
    }
    return say(
        command,
        "%s: %s (%s=1 shows where)".formatted(failure.getClass().getSimpleName(), message, DEBUG),
        ExitCode.SOFTWARE);
  }

  /** Arrays that did not fit, although the plan's largest ones should have. */
  static int outOfMemory(OutOfMemoryError failure, PrintStream stderr) {
    stderr.println(
        "sdze: out of memory (%s): try a smaller --batch or --width"
            .formatted(oneLine(failure.getMessage())));
    return ExitCode.SOFTWARE;
  }

  /** The library's own checks refuse what options asked for; others' exceptions are our faults. */
  private static boolean isRefusal(Exception failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure instanceof IllegalArgumentException
        && trace.length > 0
        && trace[0].getClassName().startsWith("org.sdze.");
  }

  private static int say(CommandLine command, @Nullable String sentence, int exitCode) {
    command.getErr().println("sdze: " + oneLine(sentence));
    return exitCode;
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\s+", " ").strip();
  }
}
