package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake of a user: exit code 2, one sentence on stderr, nothing on stdout. */
class BadInputTest {

  private static final String PROBLEM = "sine-gordon-two-body";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --dim 0                                            | --dim must be a whole number of at least 1, was 0
          --dim -7                                           | was -7
          --dim ten                                          | was ten
          --dim 1                                            | dimension of a two-body problem must be at least 2, was 1
          --width -1                                         | --width must be a whole number of at least 1, was -1
          --batch 1.5                                        | --batch must be a whole number from 1 to 1000000, was 1.5
          --activation relu                                  | one of tanh, sine, softplus, sigmoid, swish, gelu, cube, was relu
          --learning-rate NaN                                | --learning-rate must be a positive number, was NaN
          --damping Infinity                                 | --damping must be a positive number, was Infinity
          --smoothing -1e-3                                  | --smoothing must be a positive number, was -1e-3
          --momentum 1                                       | --momentum must be a number from 0 on and below 1, was 1
          --seed one                                         | --seed must be a whole number, was one
          --test-points 0                                    | --test-points must be a whole number from 1 to 10000000, was 0
          --time 0                                           | --time must be a positive number, was 0
          --steps 10 --time 10                               | --steps 10 and --time 10 cannot both limit the run
          --steps 5 --steps 6                                | --steps must be given once, was given 2 times
          --directions rademacher --direction-count 3        | --direction-count must be even for the unbiased residual
          --directions coordinate --direction-count 102      | --direction-count must be a whole number from 1 to 100, or all, was 102
          --directions gaussian --direction-count all        | --direction-count must be a whole number of at least 1, was all
          --estimator low-rank --rank 101                    | smaller side of the smallest weight matrix (100), was 101
          --estimator low-rank --step-rule gauss-newton      | --step-rule gauss-newton needs the estimator units
          --estimator low-rank --units 3                     | --units 3: this belongs to the estimator units
          --rank 4                                           | --rank 4: this belongs to the estimator low-rank
          --units 513                                        | --units must be a whole number from 1 to 512, or all, was 513
          --step-rule adam --damping 1                       | --damping 1: this belongs to the step rule gauss-newton
          --step-rule adam --momentum 0.9                    | --momentum 0.9: this belongs to the step rules gauss-newton and sgd
          --optimizer adam                                   | --optimizer must be one of sdze, backprop-adam, backprop-gauss-newton, mezo, eggroll, was adam
          --optimizer mezo --rank 4                          | --rank 4: this belongs to the optimizer sdze
          --optimizer mezo --damping 1                       | --damping 1: this belongs to Gauss-Newton
          --optimizer backprop-adam --smoothing 1            | --smoothing 1: the optimizer backprop-adam makes no differences
          --optimizer eggroll --population 3                 | --population must be an even number of at least 2, was 3
          --population 4                                     | --population 4: this belongs to the optimizer eggroll
          --dim 1000000 --width 4096                         | parameters, but a network can have 2147483647 at most
          --dim 10000000 --batch 1000                        | but this process may take 2.0 GiB
          --dimension 3                                      | there is no option or command --dimension (did you mean --dim
          --dim                                              | Missing required parameter for option '--dim'
          """)
  void mistakeIsOneSentenceThatNamesIt(String options, String expected) {
    Ended ended =
        Ended.run(
            Stream.concat(Stream.of("solve", PROBLEM), Stream.of(options.split(" ")))
                .toArray(String[]::new));
    assertMistake(expected, ended);
  }

  @Test
  void unknownProblemGetsTheNearestNames() {
    assertMistake(
        "\"sine-gordon-twobody\"; the nearest names are sine-gordon-two-body",
        Ended.run("solve", "sine-gordon-twobody"));
  }

  @Test
  void missingProblemAndMissingCommandAreMistakes() {
    assertMistake("Missing required parameter: 'PROBLEM'", Ended.run("solve"));
    assertMistake("a command is missing", Ended.run());
  }

  @Test
  void unknownCommandGetsTheNearestOne() {
    assertMistake("sovle (did you mean solve?)", Ended.run("sovle", PROBLEM));
  }

  @Test
  void outThatCannotBeAFolderIsAMistake(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file");
    String below = file.resolve("folder").toString();
    assertMistake(
        "--out must be a folder that can be written to, was " + below,
        Ended.run("solve", PROBLEM, "--out", below));
  }

  private static void assertMistake(String expected, Ended ended) {
    assertEquals(2, ended.exitCode(), ended.stderr());
    assertEquals("", ended.stdout());
    assertEquals(1, ended.errorLines().size(), ended.stderr());
    assertTrue(ended.stderr().contains(expected), ended.stderr());
  }
}
