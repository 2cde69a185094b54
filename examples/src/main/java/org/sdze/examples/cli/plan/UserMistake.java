package org.sdze.examples.cli.plan;

/** Something that the user asked for and cannot have, said in one sentence. */
public final class UserMistake extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A mistake; the sentence names the thing, its value and what is allowed. */
  public UserMistake(String sentence) {
    super(sentence);
  }
}
