package org.sdze.examples.cli.plan;

import java.util.Map;
import org.sdze.cuda.Nd4jBackend;

/** What the environment tells the libraries, checked before they read it. */
public final class Environment {

  /** ND4J reads it as one number, and cannot be loaded where it is none. */
  private static final String THREADS = "OMP_NUM_THREADS";

  private static final int MOST_THREADS = 4_096;

  private Environment() {}

  /**
   * Checks the variables that the libraries read, and the device that they are built for.
   *
   * @throws UserMistake if one has a value that they do not bear, or the device is too new for them
   */
  public static void check(Map<String, String> variables) {
    String threads = variables.getOrDefault(THREADS, "");
    if (!threads.isEmpty()) {
      new OptionText(THREADS, threads).whole(1, MOST_THREADS, 1);
    }
    String backend = Nd4jBackend.refusal();
    if (backend != null) {
      throw new UserMistake(backend);
    }
  }
}
