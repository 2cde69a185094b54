package org.sdze.pinn.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RelativeErrorTest {

  @Test
  void theErrorIsTheRatioOfNorms() {
    assertEquals(
        Math.sqrt(5.0 / 25), RelativeError.of(new double[] {4, 2}, new double[] {3, 4}), 1e-15);
    assertEquals(0, RelativeError.of(new double[] {3, 4}, new double[] {3, 4}));
    assertEquals(1, RelativeError.of(new double[] {0, 0}, new double[] {3, 4}));
  }

  @Test
  void chunksAreOneSet() {
    RelativeError error = new RelativeError();
    error.add(new double[] {4}, new double[] {3});
    error.add(new double[0], new double[0]);
    error.add(new double[] {2}, new double[] {4});
    assertEquals(RelativeError.of(new double[] {4, 2}, new double[] {3, 4}), error.value());
  }

  @Test
  void aPredictionThatIsNoNumberShows() {
    assertTrue(Double.isNaN(RelativeError.of(new double[] {Double.NaN}, new double[] {3})));
  }

  @Test
  void lengthsMustAgree() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> RelativeError.of(new double[] {1, 2, 3}, new double[] {1, 2}));
    assertEquals("there must be one exact value for each point, were 2 for 3", error.getMessage());
  }

  @Test
  void aVanishingSolutionHasNoRelativeError() {
    assertThrows(
        IllegalArgumentException.class, () -> RelativeError.of(new double[] {1}, new double[] {0}));
    assertThrows(IllegalArgumentException.class, () -> new RelativeError().value());
  }
}
