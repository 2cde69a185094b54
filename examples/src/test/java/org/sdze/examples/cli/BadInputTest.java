package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdze.testing.Ended;

/**
 * A handful of a user's mistakes in processes of their own: exit code 2, one sentence on stderr,
 * nothing on stdout. The others are in {@link BadCommandLineTest}.
 */
class BadInputTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                                      | a command is missing
          sovle poisson-ridge                         | sovle (did you mean solve?)
          solve poisson-ridge --dim ten               | --dim must be a whole number of at least 1, was ten
          solve poisson-ridge --dim 2147483647        | but a network can have 2147483647 at most
          solve poisson-ridge --out /dev/null/below   | --out must be a folder that can be written to
          search nowhere.json                         | there is no file nowhere.json
          """)
  void aMistakeIsOneSentenceThatNamesIt(String command, String expected) {
    Ended ended = Ended.run(command == null ? new String[0] : command.split(" "));
    assertEquals(2, ended.exitCode(), ended.stderr());
    assertEquals("", ended.stdout());
    assertEquals(1, ended.errorLines().size(), ended.stderr());
    assertTrue(ended.stderr().contains(expected), ended.stderr());
  }
}
