package org.sdze.pinn.operator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Axes along which operators ask for nothing but the same multiples of the same sums of second
 * derivatives, as the Laplacian does: in a network with one hidden layer of weights w_j these are
 * Σ_j a_j σ″(z_j) ‖w_j‖² in such axes, one line's work instead of theirs (docs/method.md §2).
 */
public final class SummedAxes {

  private SummedAxes() {}

  /** What an operator asks for along an axis: its number in a combination, −1 without one. */
  private record Use(int term, int operator, int part, double weight) {}

  /**
   * The largest set of such axes.
   *
   * @param terms the operators of every term of a loss
   * @param dimension d
   * @return two at least, or none
   */
  public static Set<Integer> of(List<List<Operator>> terms, int dimension) {
    Map<Integer, List<Use>> uses = new HashMap<>(); // by axis
    Set<Integer> others = new TreeSet<>(); // axes of which more is asked
    for (int t = 0; t < terms.size(); t++) {
      for (int k = 0; k < terms.get(t).size(); k++) {
        Operator operator = terms.get(t).get(k);
        List<Operator> parts =
            operator instanceof Combination combination
                ? combination.operators()
                : List.of(operator);
        for (int part = 0; part < parts.size(); part++) {
          for (PureDerivative term : LinePlan.terms(parts.get(part), dimension)) {
            Set<Integer> axes = term.direction().components().keySet();
            int first = axes.iterator().next();
            Use use = new Use(t, k, part, term.weight());
            List<Use> known = uses.computeIfAbsent(first, axis -> new ArrayList<>());
            if (!term.direction().equals(Direction.axis(first))
                || term.order() != 2
                || known.contains(use)) {
              others.addAll(axes);
            }
            known.add(use);
          }
        }
      }
    }
    Map<List<Use>, Set<Integer>> alike = new LinkedHashMap<>();
    uses.forEach(
        (axis, asked) -> {
          if (!others.contains(axis)) {
            alike.computeIfAbsent(asked, key -> new TreeSet<>()).add(axis);
          }
        });
    return alike.values().stream()
        .filter(axes -> axes.size() > 1)
        .reduce((a, b) -> b.size() > a.size() ? b : a)
        .orElse(Set.of());
  }
}
