package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridGeneratorTest {

  private static GridGenerator<List<Object>> grid(int points, long seed) {
    return new GridGenerator<>(
        Spaces.listed(
            new ContinuousParameterSpace(2, 4),
            new DiscreteParameterSpace<>("a", "b"),
            new IntegerParameterSpace(1, 9),
            new IntegerParameterSpace(0, 1)),
        points,
        seed);
  }

  /** 3 of the interval, both names, 3 of nine whole numbers, both of two. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void everyPointComesOnceInEveryOrder(long seed) {
    GridGenerator<List<Object>> grid = grid(3, seed);
    assertEquals(3 * 2 * 3 * 2, grid.count());
    Set<List<Object>> seen = new HashSet<>();
    Set<Object> numbers = new HashSet<>();
    Set<Object> whole = new HashSet<>();
    for (int k = 0; k < 36; k++) {
      List<Object> value = grid.getCandidate().getValue();
      seen.add(value);
      numbers.add(Math.round((double) value.get(0) * 1e6) / 1e6);
      whole.add(value.get(2));
    }
    assertEquals(36, seen.size());
    assertEquals(Set.of(2.0, 3.0, 4.0), numbers);
    assertEquals(Set.of(1, 5, 9), whole);
  }

  @Test
  void theSeedIsTheOrder() {
    Set<List<Object>> firsts = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      firsts.add(grid(3, seed).getCandidate().getValue());
    }
    // 20 draws of 36: 15.6 different ones are expected
    assertTrue(firsts.size() >= 10, firsts::toString);
  }

  @Test
  void noPointsAreRefused() {
    assertEquals(
        "points must be at least 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> grid(0, 0)).getMessage());
  }
}
