package org.sdze.pinn.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SummedAxesTest {

  private static final Operator LAPLACIAN = new Laplacian();
  private static final Operator IN_SPACE = new Laplacian(new Axes(0, 3));

  private static Set<Integer> of(List<Operator> interior, Operator... condition) {
    return SummedAxes.of(List.of(interior, List.of(condition)), 5);
  }

  @Test
  void theAxesOfALaplacianAreOne() {
    assertEquals(Set.of(0, 1, 2, 3, 4), of(List.of(LAPLACIAN), new Value()));
    assertEquals(Set.of(0, 1, 2), of(List.of(IN_SPACE, new Partial(3, 1), new Value())));
    assertEquals(Set.of(0, 1, 2), of(List.of(LAPLACIAN, IN_SPACE)));
  }

  @Test
  void anAxisOfWhichMoreIsAskedStandsForItself() {
    assertEquals(Set.of(0, 2, 3, 4), of(List.of(LAPLACIAN), new Partial(1, 1)));
    assertEquals(Set.of(0, 2, 4), of(List.of(LAPLACIAN, Mixed.along(1, 3))));
    assertEquals(Set.of(1, 2, 3, 4), of(List.of(LAPLACIAN, new Partial(0, 2))));
    assertEquals(Set.of(), of(List.of(LAPLACIAN, new SquaredGradientNorm())));
    assertEquals(Set.of(), of(List.of(new Biharmonic())));
    assertEquals(Set.of(), of(List.of(new Partial(0, 2), new Partial(1, 1), new Value())));
  }

  /** Each part of a combination has a coefficient of its own. */
  @Test
  void partsOfACombinationAreApart() {
    Operator parts =
        new Combination(
            "parts",
            List.of(new Laplacian(new Axes(0, 2)), new Laplacian(new Axes(2, 5))),
            x -> new double[] {1, x[0]});
    assertEquals(Set.of(2, 3, 4), of(List.of(parts)));
  }
}
