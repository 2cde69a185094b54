package org.sdze.pinn.operator;

import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list of operators that is asked for their places at every point: by a map where there are more
 * than a few. Immutable.
 */
final class IndexedOperators extends AbstractList<Operator> {

  private static final int FEW = 8;

  private final List<Operator> operators;
  private final Map<Operator, Integer> places = new HashMap<>();

  IndexedOperators(List<Operator> operators) {
    this.operators = List.copyOf(operators);
    for (int k = 0; k < operators.size(); k++) {
      places.put(operators.get(k), k);
    }
  }

  @Override
  public Operator get(int index) {
    return operators.get(index);
  }

  @Override
  public int size() {
    return operators.size();
  }

  @Override
  public int indexOf(@Nullable Object operator) {
    return operators.size() <= FEW
        ? operators.indexOf(operator)
        : places.getOrDefault(operator, -1);
  }
}
