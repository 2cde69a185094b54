package org.sdze.examples.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.testing.Ended;

/** The command without a process of its own, whose start costs more than most commands. */
final class InThisProcess {

  private InThisProcess() {}

  /** What {@link Ended#run} returns, had nothing but the command itself written to the streams. */
  static Ended run(String... arguments) {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stderr = new PrintStream(said, true, StandardCharsets.UTF_8);
    try (Interruption interruption = new Interruption(stderr::println)) {
      int exitCode = Main.run(arguments, stdout, stderr, interruption);
      return new Ended(
          exitCode, stdout.toString(StandardCharsets.UTF_8), said.toString(StandardCharsets.UTF_8));
    }
  }
}
