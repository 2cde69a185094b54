package org.sdze.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SolveYourOwnEquationTest {

  @Test
  void runsAndPrintsAnErrorBelowThatOfZero() {
    PrintStream stdout = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      SolveYourOwnEquation.main(new String[] {"20"});
    } finally {
      System.setOut(stdout);
    }
    String line = printed.toString(StandardCharsets.UTF_8).strip();
    String prefix = "relative L2 error ";
    assertTrue(line.startsWith(prefix), line);
    assertTrue(Double.parseDouble(line.substring(prefix.length())) < 0.5, line);
  }
}
