package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdze.benchmarks.compare.Contender;
import org.sdze.benchmarks.compare.Setting;
import org.sdze.examples.cli.Main;
import org.sdze.examples.cli.run.Interruption;

/** Nobody is a straw man: every contender ends closer with ten times the steps. */
@Tag("slow")
class BudgetTest {

  private static final int DIMENSION = 5;

  static List<Contender> contenders() {
    return Contender.all(DIMENSION);
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void tenTimesTheStepsEndCloser(Contender contender) throws IOException {
    // The last setting of each grid is its most daring one.
    Setting setting = contender.grid().get(contender.grid().size() - 1);
    double few = error(contender, setting, 10);
    double many = error(contender, setting, 100);
    assertTrue(many < few, "error %.3f after 10 steps, %.3f after 100".formatted(few, many));
  }

  private static double error(Contender contender, Setting setting, int steps) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(contender.command(), "sine-gordon-two-body", "--dim", "" + DIMENSION));
    arguments.addAll(List.of("--steps", "" + steps, "--test-points", "1000", "--batch", "50"));
    arguments.addAll(narrow(setting.options()));
    arguments.addAll(List.of("--json", "--quiet"));
    // In this process, which saves the time of starting fourteen.
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    try (Interruption interruption = new Interruption(sentence -> {})) {
      assertEquals(0, Main.run(arguments.toArray(String[]::new), stdout, System.err, interruption));
    }
    return new ObjectMapper().readTree(stdout.toByteArray()).get("relativeL2").asDouble();
  }

  /** A population costs its number times the network: a small one says as much. */
  private static List<String> narrow(List<String> options) {
    List<String> narrow = new ArrayList<>(options);
    int width = narrow.indexOf("--width");
    if (width < 0) {
      narrow.addAll(List.of("--width", "32"));
    } else {
      narrow.set(width + 1, "32");
    }
    int population = narrow.indexOf("--population");
    if (population >= 0) {
      narrow.set(population + 1, "64");
    }
    return narrow;
  }
}
