package org.sdze.arbiter.report;

/** How far a candidate came. */
public enum Status {
  /** Trained with all of the resource; has a score. */
  DONE("done"),
  /** Its training ended with an error; has a sentence. */
  FAILED("failed"),
  /** Its loss left the finite numbers or was given up as hopeless; has a sentence. */
  DIVERGED("diverged"),
  /** Still being trained; may have a score so far. */
  RUNNING("running"),
  /** Given up for better ones before all of the resource was spent; may have a score. */
  STOPPED_EARLY("stopped early");

  private final String text;

  Status(String text) {
    this.text = text;
  }

  /** The word that people read. */
  @Override
  public String toString() {
    return text;
  }
}
