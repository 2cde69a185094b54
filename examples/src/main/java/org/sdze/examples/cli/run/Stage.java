package org.sdze.examples.cli.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A part of a step, or what is done between steps, told by the class of ours that a sample of the
 * stack meets first.
 */
public enum Stage {
  /** Points, source and constraint. */
  POINTS,
  /** Products with the first layer's weights and points, and their change. */
  FIRST_LAYER,
  /** Jets, credit, rows: elementwise for the most part. */
  ROWS,
  /** Products of rows with rows. */
  KERNEL,
  /** The n equations. */
  EQUATIONS,
  /** Guard, damping, listeners, all else. */
  REST,
  /** Errors on test points, which is no part of a step. */
  MEASURING;

  private static final String OURS = "org.sdze.";

  /** Works for several stages: whoever asked it tells which. */
  private static final String ALGEBRA = ".optimizer.algebra.";

  /** The parts of a step. */
  public static List<Stage> ofStep() {
    return Arrays.stream(values()).filter(stage -> stage != MEASURING).toList();
  }

  /** Whether a class is one of ours that tells a stage. */
  static boolean knows(String type) {
    return type.startsWith(OURS)
        && !type.startsWith("org.sdze.benchmarks.")
        && !type.startsWith("org.sdze.examples.")
        && (!type.contains(ALGEBRA)
            || type.endsWith(".LinearSolver")
            || type.endsWith(".Triangles"));
  }

  /** The stage that one of our classes works on. */
  static Stage of(String type) {
    if (type.endsWith(".LinearSolver") || type.contains(".optimizer.step.")) {
      return EQUATIONS;
    }
    if (type.endsWith(".Triangles") || type.contains(".optimizer.estimate.")) {
      return KERNEL;
    }
    if (type.contains(".optimizer.wide.")) {
      return FIRST_LAYER;
    }
    for (String part : new String[] {"problem", "domain", "equation"}) {
      if (type.contains(".pinn." + part + ".")) {
        return POINTS;
      }
    }
    if (type.contains(".optimizer.random.")) {
      return POINTS;
    }
    if (type.contains(".pinn.") || type.contains(".forward.")) {
      return ROWS;
    }
    return REST;
  }

  /** Its name in a table. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
