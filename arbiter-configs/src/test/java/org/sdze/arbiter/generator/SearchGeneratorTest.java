package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every generator of ours keeps. */
class SearchGeneratorTest {

  private interface Maker {
    <T> SearchGenerator<T> make(ParameterSpace<T> space, long seed);
  }

  private record Named(String name, Maker maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Named> generators() {
    return Stream.of(
        new Named(
            "uniform",
            new Maker() {
              @Override
              public <T> SearchGenerator<T> make(ParameterSpace<T> space, long seed) {
                return new UniformGenerator<>(space, seed);
              }
            }),
        new Named(
            "Sobol",
            new Maker() {
              @Override
              public <T> SearchGenerator<T> make(ParameterSpace<T> space, long seed) {
                return new SobolGenerator<>(space, seed);
              }
            }),
        new Named(
            "Bayesian",
            new Maker() {
              @Override
              public <T> SearchGenerator<T> make(ParameterSpace<T> space, long seed) {
                return new BayesianGenerator<>(space, null, true, 4, seed, false);
              }
            }));
  }

  private static double score(Candidate<?> candidate) {
    double sum = 0;
    for (double coordinate : candidate.getFlatParameters()) {
      sum += (coordinate - 0.3) * (coordinate - 0.3);
    }
    return sum;
  }

  private static void report(CandidateGenerator generator, Candidate<?> candidate) {
    generator.reportResults(
        new OptimizationResult(
            candidate, score(candidate), candidate.getIndex(), null, null, null));
  }

  private static <T> List<Candidate<T>> search(SearchGenerator<T> generator, int count) {
    List<Candidate<T>> candidates = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      candidates.add(generator.getCandidate());
      report(generator, candidates.get(k));
    }
    return candidates;
  }

  @ParameterizedTest
  @MethodSource("generators")
  void aSearchGoesOnFromItsReportsAlone(Named named) {
    List<Candidate<List<Object>>> candidates = search(named.maker.make(Spaces.rules(), 3), 14);
    for (int cut : new int[] {0, 1, 3, 4, 5, 9, 13}) {
      SearchGenerator<List<Object>> resumed = named.maker.make(Spaces.rules(), 3);
      candidates.subList(0, cut).forEach(candidate -> report(resumed, candidate));
      Candidate<List<Object>> next = resumed.getCandidate();
      assertEquals(cut, next.getIndex());
      assertArrayEquals(candidates.get(cut).getFlatParameters(), next.getFlatParameters());
      assertEquals(candidates.get(cut).getValue(), next.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("generators")
  void theSeedIsWhatRandomNumbersComeFrom(Named named) {
    SearchGenerator<List<Object>> set = named.maker.make(Spaces.rules(), 8);
    set.setRngSeed(3);
    List<Candidate<List<Object>>> third = search(named.maker.make(Spaces.rules(), 3), 7);
    List<Candidate<List<Object>>> other = search(named.maker.make(Spaces.rules(), 4), 7);
    List<Candidate<List<Object>>> same = search(set, 7);
    for (int k = 0; k < 7; k++) {
      assertArrayEquals(third.get(k).getFlatParameters(), same.get(k).getFlatParameters());
      assertFalse(
          Arrays.equals(third.get(k).getFlatParameters(), other.get(k).getFlatParameters()));
    }
  }

  @ParameterizedTest
  @MethodSource("generators")
  void pendingCandidatesDifferAndIndicesAreHandedOutOnce(Named named) {
    SearchGenerator<List<Object>> generator = named.maker.make(Spaces.numbers(3), 2);
    search(generator, 6);
    List<double[]> points = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      Candidate<List<Object>> candidate = generator.getCandidate();
      assertEquals(6 + k, candidate.getIndex());
      for (double[] other : points) {
        assertFalse(Arrays.equals(other, candidate.getFlatParameters()));
      }
      points.add(candidate.getFlatParameters());
    }
    // Of an interrupted search candidate 1 was never reported: it is handed out next.
    SearchGenerator<List<Object>> resumed = named.maker.make(Spaces.numbers(3), 2);
    resumed.report(0, points.get(0), 1.0);
    resumed.report(2, points.get(1), 2.0);
    assertEquals(1, resumed.getCandidate().getIndex());
    assertEquals(3, resumed.getCandidate().getIndex());
  }

  @ParameterizedTest
  @MethodSource("generators")
  void aPointWithoutAValueIsAFailedCandidate(Named named) {
    ParameterSpace<List<Object>> space =
        new Spaces.Listed(
            List.of(new ContinuousParameterSpace(0, 1), new IntegerParameterSpace(0, 3))) {
          @Override
          public List<Object> getValue(double[] point) {
            if (point[0] > 0.5) {
              throw new IllegalArgumentException("too large");
            }
            return super.getValue(point);
          }
        };
    SearchGenerator<List<Object>> generator = named.maker.make(space, 6);
    int failed = 0;
    for (int k = 0; k < 12; k++) {
      Candidate<List<Object>> candidate = generator.getCandidate();
      assertEquals(k, candidate.getIndex());
      if (candidate.getFlatParameters()[0] > 0.5) {
        assertInstanceOf(IllegalArgumentException.class, candidate.getException());
        failed++;
      } else {
        assertNotNull(candidate.getValue());
        report(generator, candidate);
      }
    }
    assertTrue(failed > 0 && failed < 12, "failed: " + failed);
  }

  @ParameterizedTest
  @MethodSource("generators")
  void jsonKeepsWhatASearchIsMadeFrom(Named named) throws Exception {
    ParameterSpace<Double> space = new ContinuousParameterSpace(2, 5);
    SearchGenerator<Double> generator = named.maker.make(space, 11);
    String json = JsonMapper.getMapper().writeValueAsString(generator);
    CandidateGenerator read = JsonMapper.getMapper().readValue(json, CandidateGenerator.class);
    assertEquals(generator.getClass(), read.getClass());
    for (int k = 0; k < 7; k++) {
      Candidate<?> expected = generator.getCandidate();
      Candidate<?> actual = read.getCandidate();
      assertArrayEquals(expected.getFlatParameters(), actual.getFlatParameters());
      assertEquals(expected.getValue(), actual.getValue());
      report(generator, expected);
      report(read, actual);
    }
  }

  @Test
  void wrongPointsAndEmptySpacesAreNamed() {
    SearchGenerator<List<Object>> generator = new SobolGenerator<>(Spaces.numbers(3), 0);
    assertEquals(
        "a point of this space has 3 coordinates, that of candidate 7 has 2",
        assertThrows(IllegalArgumentException.class, () -> generator.report(7, new double[2], 1.0))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new UniformGenerator<>(new FixedValue<>("x"), 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new BayesianGenerator<>(Spaces.numbers(1), null, true, 1, 0, false));
  }
}
