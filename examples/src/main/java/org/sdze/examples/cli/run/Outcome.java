package org.sdze.examples.cli.run;

/** How a run ended. */
public enum Outcome {
  /** The budget was spent. */
  DONE(0),
  /** The loss was no longer finite, or rose again and again. */
  DIVERGED(3),
  /** Somebody asked for the end. */
  INTERRUPTED(130);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of the command. */
  public int exitCode() {
    return exitCode;
  }
}
