package org.sdze.pinn.problem;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.equation.AllenCahn;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SineGordon;

/**
 * The reference problems by name: three equations, each with three families of solutions. Source:
 * docs/method.md §6.
 */
public final class ReferenceProblems {

  /** How many names an error proposes. */
  private static final int PROPOSALS = 3;

  private static final Map<String, Entry> ENTRIES = entries();

  private ReferenceProblems() {}

  private record Entry(Equation equation, Family family, String description) {}

  private record Family(String name, String formula, int leastDimension, Maker maker) {}

  /** Draws the solution of a family. */
  @FunctionalInterface
  private interface Maker {
    ExactSolution of(int dimension, RandomKey key);
  }

  /** All names, by family and within a family by equation. */
  public static List<String> names() {
    return List.copyOf(ENTRIES.keySet());
  }

  /**
   * One line about a problem, with its equation and its solution.
   *
   * @throws IllegalArgumentException if there is no problem of that name
   */
  public static String description(String name) {
    return entry(name).description();
  }

  /**
   * The problem of that name. The same key gives all equations of a family the same solution.
   *
   * @param name one of {@link #names()}
   * @param dimension d
   * @param key names the coefficients of the solution
   * @throws IllegalArgumentException if there is no problem of that name, or the dimension is too
   *     small for its family
   */
  public static ReferenceProblem create(String name, int dimension, RandomKey key) {
    Entry entry = entry(name);
    Argument.given("key", key);
    return new ReferenceProblem(name, entry.equation(), entry.family().maker().of(dimension, key));
  }

  /**
   * Checks what {@link #create} would, and draws nothing.
   *
   * @param name one of {@link #names()}
   * @param dimension d
   * @throws IllegalArgumentException if there is no problem of that name, or the dimension is too
   *     small for its family
   */
  public static void requireDimension(String name, int dimension) {
    Family family = entry(name).family();
    requireDimension(family.name(), family.leastDimension(), dimension);
  }

  /** The check that every family makes of its dimension. */
  static void requireDimension(String family, int least, int dimension) {
    if (dimension < least) {
      throw new IllegalArgumentException(
          Text.format(
              "dimension of a %s problem must be at least %d, was %d", family, least, dimension));
    }
  }

  private static Entry entry(String name) {
    Entry entry = ENTRIES.get(Argument.given("name", name));
    if (entry == null) {
      throw new IllegalArgumentException(
          Text.format(
              "there is no reference problem \"%s\"; the nearest names are %s",
              name, nearest(name)));
    }
    return entry;
  }

  private static Map<String, Entry> entries() {
    Map<Equation, String> equations = new LinkedHashMap<>();
    equations.put(new Poisson(), "Δu = g");
    equations.put(new AllenCahn(), "Δu + u − u³ = g");
    equations.put(new SineGordon(), "Δu + sin u = g");
    List<Family> families =
        List.of(
            new Family(
                TwoBody.NAME,
                "(1 − |x|²) Σ cᵢ sin(xᵢ + cos xᵢ₊₁ + xᵢ₊₁ cos xᵢ)",
                TwoBody.REACH,
                TwoBody::of),
            new Family(
                ThreeBody.NAME,
                "(1 − |x|²) Σ cᵢ exp(xᵢ xᵢ₊₁ xᵢ₊₂)",
                ThreeBody.REACH,
                ThreeBody::of),
            new Family(Ridge.NAME, "(1 − |x|²) Σ cⱼ sin(√d aⱼ·x + bⱼ), j ≤ 8", 1, Ridge::of));
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Family family : families) {
      equations.forEach(
          (equation, formula) ->
              entries.put(
                  equation.name() + "-" + family.name(),
                  new Entry(
                      equation,
                      family,
                      Text.format("%s on the unit ball, u* = %s", formula, family.formula()))));
    }
    return entries;
  }

  private static String nearest(String name) {
    return ENTRIES.keySet().stream()
        .sorted(Comparator.comparingInt(known -> editDistance(name, known)))
        .limit(PROPOSALS)
        .collect(Collectors.joining(", "));
  }

  /** Levenshtein's distance: insertions, deletions and substitutions, one row at a time. */
  static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
