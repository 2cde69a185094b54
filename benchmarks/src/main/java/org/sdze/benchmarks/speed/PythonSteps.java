package org.sdze.benchmarks.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sdze.optimizer.text.Text;

/**
 * Steps of a script beside this class, in a process of Python's that waits between two requests. It
 * ends when its input does, and so with this process.
 */
final class PythonSteps implements AutoCloseable {

  private final Process process;
  private final Path stderr;
  private final Writer requests;
  private final BufferedReader answers;

  /**
   * Starts it.
   *
   * @param python the program
   * @param script its name
   * @param arguments of the script
   * @throws IOException if there is no such program
   */
  PythonSteps(String python, String script, int... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(python, "-c", text(script)));
    for (int argument : arguments) {
      command.add(Integer.toString(argument));
    }
    stderr = Files.createTempFile("sdze-bench", ".txt");
    try {
      process = new ProcessBuilder(command).redirectError(stderr.toFile()).start();
    } catch (IOException e) {
      Files.delete(stderr);
      throw new IOException(Text.format("%s is no program that could be started", python), e);
    }
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  private static String text(String script) throws IOException {
    try (InputStream stream = PythonSteps.class.getResourceAsStream(script)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Makes steps for some time.
   *
   * @return the median of their milliseconds
   * @throws IOException if the script has ended, with the last line that it said
   */
  double median(double seconds) throws IOException {
    String answer;
    try {
      requests.write(seconds + "\n");
      requests.flush();
      answer = answers.readLine();
    } catch (IOException e) { // it does not read any more
      answer = null;
    }
    if (answer == null) {
      List<String> said = Files.readAllLines(stderr);
      throw new IOException(said.isEmpty() ? "it said nothing" : said.get(said.size() - 1));
    }
    return Double.parseDouble(answer.split(" ", 2)[0]);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    Files.delete(stderr);
  }
}
