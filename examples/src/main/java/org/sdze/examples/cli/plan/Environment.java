package org.sdze.examples.cli.plan;

import java.util.Map;

/** What the environment tells the libraries, checked before they read it. */
public final class Environment {

  /** ND4J reads it as one number, and cannot be loaded where it is none. */
  private static final String THREADS = "OMP_NUM_THREADS";

  private static final int MOST_THREADS = 4_096;

  private Environment() {}

  /**
   * Checks the variables that the libraries read.
   *
   * @throws UserMistake if one has a value that they do not bear
   */
  public static void check(Map<String, String> variables) {
    String threads = variables.getOrDefault(THREADS, "");
    if (!threads.isEmpty()) {
      new OptionText(THREADS, threads).whole(1, MOST_THREADS, 1);
    }
  }
}
