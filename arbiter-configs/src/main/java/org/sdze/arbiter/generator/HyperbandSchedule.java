package org.sdze.arbiter.generator;

import java.util.ArrayList;
import java.util.List;
import org.sdze.optimizer.argument.Argument;

/**
 * How many candidates get how much of a resource (steps, seconds) in brackets of successive
 * halving.
 *
 * @param brackets in the order in which they are begun
 */
public record HyperbandSchedule(List<Bracket> brackets) {

  /**
   * One run of successive halving.
   *
   * @param rungs from the least resource to the most
   */
  public record Bracket(List<Rung> rungs) {
    public Bracket {
      rungs = List.copyOf(rungs);
      if (rungs.isEmpty()) {
        throw new IllegalArgumentException("a bracket must have at least one rung");
      }
      for (int k = 1; k < rungs.size(); k++) {
        Rung before = rungs.get(k - 1);
        Rung rung = rungs.get(k);
        if (rung.candidates > before.candidates || rung.resource <= before.resource) {
          throw Argument.refused(
              "a rung must have at most the candidates and more of the resource than the rung below it (%s), was %s",
              before, rung);
        }
      }
    }
  }

  /**
   * One level.
   *
   * @param candidates how many reach it, at least 1
   * @param resource what each has had in all when it leaves it, positive
   */
  public record Rung(int candidates, double resource) {
    public Rung {
      if (candidates < 1 || !(resource > 0 && Double.isFinite(resource))) {
        throw Argument.refused(
            "a rung must have at least one candidate and a positive resource, was %d and %s",
            candidates, resource);
      }
    }
  }

  public HyperbandSchedule {
    brackets = List.copyOf(brackets);
    if (brackets.isEmpty()) {
      throw new IllegalArgumentException("a schedule must have at least one bracket");
    }
  }

  /** {@link #hyperband(double, double, double)} with η = 3. */
  public static HyperbandSchedule hyperband(double least, double most) {
    return hyperband(least, most, 3);
  }

  /**
   * Hyperband's brackets s = sₘₐₓ, …, 0, sₘₐₓ = ⌊log_η(most / least)⌋: bracket s begins with n =
   * ⌈(sₘₐₓ + 1) ηˢ / (s + 1)⌉ candidates, and its rung i has ⌊n / ηⁱ⌋ of them at most · ηⁱ⁻ˢ (Li
   * and others 2018, algorithm 1).
   *
   * @param least of the resource that a score can be had for, positive
   * @param most of the resource that a candidate is given, at least {@code least}
   * @param eta η, at least 2: one in η candidates goes on
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static HyperbandSchedule hyperband(double least, double most, double eta) {
    int largest = largest(least, most, eta);
    List<Bracket> brackets = new ArrayList<>();
    for (int s = largest; s >= 0; s--) {
      brackets.add(bracket(s, largest, most, eta));
    }
    return new HyperbandSchedule(brackets);
  }

  /**
   * The first of Hyperband's brackets alone, which begins with the most candidates.
   *
   * @see #hyperband(double, double, double)
   */
  public static HyperbandSchedule halving(double least, double most, double eta) {
    int largest = largest(least, most, eta);
    return new HyperbandSchedule(List.of(bracket(largest, largest, most, eta)));
  }

  private static int largest(double least, double most, double eta) {
    if (!(least > 0 && most >= least && Double.isFinite(most))) {
      throw Argument.refused(
          "the resource must be 0 < least ≤ most, was least %s and most %s", least, most);
    }
    if (!(eta >= 2 && Double.isFinite(eta))) {
      throw new IllegalArgumentException("eta must be at least 2, was " + eta);
    }
    int largest = 0;
    // A power of η that misses the ratio by rounding alone still counts.
    while (least * Math.pow(eta, largest + 1) <= most * (1 + 1e-9)) {
      largest++;
    }
    return largest;
  }

  private static Bracket bracket(int s, int largest, double most, double eta) {
    double first = Math.ceil((largest + 1) * Math.pow(eta, s) / (s + 1) - 1e-9);
    List<Rung> rungs = new ArrayList<>();
    for (int i = 0; i <= s; i++) {
      int candidates = (int) Math.floor(first / Math.pow(eta, i) + 1e-9);
      rungs.add(new Rung(candidates, most * Math.pow(eta, i - s)));
    }
    return new Bracket(rungs);
  }
}
