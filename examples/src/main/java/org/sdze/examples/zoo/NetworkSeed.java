package org.sdze.examples.zoo;

/** Seeds of DL4J's networks. */
public final class NetworkSeed {

  /** Any number but 0. */
  private static final long OF_ZERO = 20_260;

  private NetworkSeed() {}

  /** A seed that means the same at every run: DL4J 1.0.0-M2.1 takes 0 for the clock's time. */
  public static long of(long seed) {
    return seed == 0 ? OF_ZERO : seed;
  }
}
