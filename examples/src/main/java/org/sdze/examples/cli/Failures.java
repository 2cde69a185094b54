package org.sdze.examples.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One sentence on stderr and an exit code for everything that goes wrong. */
final class Failures {

  /** Set in the environment, it shows the stack trace of a failure. */
  private static final String DEBUG = "SDZE_DEBUG";

  /** The name of a class with its packages, as the messages of causes begin with. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:[a-z][\\w]*[./])+[A-Z][\\w$]*(?:: *)?");

  private Failures() {}

  /** Arguments that are not those of a command. */
  static int badOption(ParameterException mistake) {
    String sentence = mistake.getMessage();
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      sentence = "there is no option or command " + (first.isEmpty() ? "without a name" : first);
      List<String> near = unmatched.getSuggestions();
      sentence +=
          near.isEmpty() ? "" : Text.format(" (did you mean %s?)", String.join(" or ", near));
    }
    mistake.getCommandLine().getErr().println("sdze: " + oneLine(sentence));
    return ExitCode.USAGE;
  }

  /** A command that could not do its work. */
  static int failed(Throwable failure, PrintStream stderr) {
    if ("1".equals(System.getenv(DEBUG))) {
      failure.printStackTrace(stderr);
    }
    boolean isMistake = failure instanceof UserMistake || isRefusal(failure);
    stderr.println("sdze: " + oneLine(isMistake ? failure.getMessage() : sentence(failure)));
    return isMistake ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** The library's own checks refuse what options asked for; others' exceptions are our faults. */
  private static boolean isRefusal(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure instanceof IllegalArgumentException
        && trace.length > 0
        && trace[0].getClassName().startsWith("org.sdze.");
  }

  /** What the machine or the program is to blame for, by the first cause that is known. */
  private static String sentence(Throwable failure) {
    Throwable root = root(failure);
    if (root instanceof OutOfMemoryError
        || String.valueOf(root.getMessage()).contains(OutOfMemoryError.class.getName())) {
      return Text.format(
          "out of memory (%s): try a smaller --batch or --width",
          withoutClasses(root.getMessage()));
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StackOverflowError) {
        return "the stack of a thread is too small: give the program a larger one (-Xss)";
      } else if (cause instanceof LinkageError) {
        return Text.format(
            "a library could not be loaded: %s (%s=1 shows where)",
            withoutClasses(root.getMessage()), DEBUG);
      } else if (cause instanceof FileSystemException file) {
        return ofFile(file);
      } else if (cause instanceof IOException && cause.getMessage() != null) {
        return outermost(failure, cause);
      }
    }
    return Text.format(
        "the program failed: %s (%s=1 shows where)", withoutClasses(failure.getMessage()), DEBUG);
  }

  /** What was wrapped around an exception has the words for it, if it has any of its own. */
  private static String outermost(Throwable failure, Throwable cause) {
    boolean hasWords = failure instanceof UncheckedIOException || failure instanceof IOException;
    return withoutClasses(hasWords ? failure.getMessage() : cause.getMessage());
  }

  private static String ofFile(FileSystemException failure) {
    String file = failure.getFile();
    if (failure instanceof NoSuchFileException) {
      return "there is no file or folder " + file;
    } else if (failure instanceof AccessDeniedException) {
      return file + " may not be read or written";
    } else if (failure instanceof NotDirectoryException) {
      return file + " is no folder";
    } else if (failure instanceof FileAlreadyExistsException) {
      return file + " is in the way";
    }
    return Text.format("%s cannot be read or written: %s", file, failure.getReason());
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Names of classes tell a user nothing. */
  private static String withoutClasses(@Nullable String message) {
    String text = message == null ? "" : CLASS_NAME.matcher(message).replaceAll("").strip();
    return text.isEmpty() ? "it did not say why" : text;
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }
}
