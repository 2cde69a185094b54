package org.sdze.optimizer.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class RandomKeyTest {

  private final RandomKey root = RandomKey.root(42);

  @Test
  void splittingIsAPureFunction() {
    RandomKey first = root.step(3).purpose(Purpose.POINTS).index(7);
    RandomKey again = RandomKey.root(42).step(3).purpose(Purpose.POINTS).index(7);
    assertEquals(first, again);
  }

  @Test
  void everyPartOfANameCounts() {
    Set<RandomKey> keys = new HashSet<>();
    keys.add(root.step(1).purpose(Purpose.POINTS).index(2));
    keys.add(root.step(2).purpose(Purpose.POINTS).index(2));
    keys.add(root.step(1).purpose(Purpose.DIRECTIONS).index(2));
    keys.add(root.step(1).purpose(Purpose.POINTS).index(1));
    keys.add(RandomKey.root(43).step(1).purpose(Purpose.POINTS).index(2));
    keys.add(root.index(2).purpose(Purpose.POINTS).step(1));
    keys.add(root.index(1).purpose(Purpose.POINTS).step(2));
    assertEquals(7, keys.size());
  }

  @Test
  void kindsOfSplitWithTheSameNumberDiffer() {
    long code = Purpose.POINTS.code();
    assertNotEquals(root.step(code), root.index(code));
    assertNotEquals(root.step(code), root.purpose(Purpose.POINTS));
    assertNotEquals(root.index(code), root.purpose(Purpose.POINTS));
  }

  @Test
  void purposesHaveDistinctCodes() {
    assertEquals(
        Purpose.values().length,
        Arrays.stream(Purpose.values()).mapToLong(Purpose::code).distinct().count());
  }

  /** A chance collision among 10⁶ of 2⁶⁴ states has probability 3e-8. */
  @Test
  void aMillionSplitsDoNotCollide() {
    int side = 1000;
    long distinct =
        LongStream.range(0, side)
            .flatMap(
                step ->
                    LongStream.range(0, side).map(index -> root.step(step).index(index).state()))
            .distinct()
            .count();
    assertEquals((long) side * side, distinct);
  }

  /**
   * Of n = 64·10⁴ bits, those that differ between neighbours are half to 4 standard errors (0.25 %;
   * false alarm 6e-5).
   */
  @Test
  void neighbouringSeedsAndIndicesShareNoBits() {
    int pairs = 10_000;
    double bySeed = 0;
    double byIndex = 0;
    for (int i = 0; i < pairs; i++) {
      bySeed += Long.bitCount(RandomKey.root(i).state() ^ RandomKey.root(i + 1).state());
      byIndex += Long.bitCount(root.index(i).state() ^ root.index(i + 1).state());
    }
    double bits = 64.0 * pairs;
    double bound = 4 * Math.sqrt(bits) / 2;
    assertEquals(bits / 2, bySeed, bound);
    assertEquals(bits / 2, byIndex, bound);
  }

  @Test
  void aGeneratorStartsAtTheBeginningOfTheStream() {
    UniformRandomProvider first = root.generator();
    long drawn = first.nextLong();
    assertNotEquals(drawn, first.nextLong());
    assertEquals(drawn, root.generator().nextLong());
    assertNotEquals(drawn, root.index(0).generator().nextLong());
  }
}
