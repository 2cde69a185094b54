package org.sdze.arbiter.generator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * A generator that can be resumed: its next candidate depends on nothing but the space, the seed,
 * the results reported so far in their order, and the candidates handed out and not yet reported.
 *
 * <p>A search that was interrupted goes on after its results have been reported to a fresh
 * generator, in the same order; nothing need be asked for in between. An index is handed out once:
 * the lowest that was neither handed out nor reported. A second report on an index replaces the
 * first. Owned by one thread.
 *
 * @param <T> the type of the candidates
 */
@JsonAutoDetect(
    fieldVisibility = Visibility.NONE,
    getterVisibility = Visibility.PUBLIC_ONLY,
    isGetterVisibility = Visibility.PUBLIC_ONLY)
@JsonIgnoreProperties({"rng", "candidateCounter", "candidate", "candidateType"})
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
public abstract class SearchGenerator<T> extends BaseCandidateGenerator<T> {

  /**
   * What is known of a candidate that was reported.
   *
   * @param point in the unit cube; not to be changed
   * @param score null if it failed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Observation(int index, double[] point, @Nullable Double score) {}

  private final int dimension;
  private final Map<Integer, Observation> observations = new LinkedHashMap<>();
  private final Map<Integer, double[]> pending = new LinkedHashMap<>();
  private long seed;
  private int next;

  SearchGenerator(
      ParameterSpace<T> space,
      @Nullable Map<String, Object> dataParameters,
      long seed,
      boolean initDone) {
    super(space, dataParameters, initDone);
    initialize();
    this.seed = seed;
    this.dimension = LeafUtils.countUniqueParameters(space.collectLeaves());
    if (dimension == 0) {
      throw Argument.refused("the space %s has no parameter to search", space);
    }
  }

  /** The point of the unit cube to try under an index. */
  abstract double[] point(int index);

  final int dimension() {
    return dimension;
  }

  final RandomKey key() {
    return RandomKey.root(seed);
  }

  /** What was reported, one a candidate, in the order of the first reports. */
  final List<Observation> observations() {
    return new ArrayList<>(observations.values());
  }

  /** The points handed out and not reported, in the order in which they were. */
  final Collection<double[]> pending() {
    return pending.values();
  }

  /** The seed of all random numbers. */
  public final long getSeed() {
    return seed;
  }

  @Override
  public void setRngSeed(long rngSeed) {
    seed = rngSeed;
  }

  @Override
  public final boolean hasMoreCandidates() {
    return true;
  }

  /**
   * The next candidate. One whose point has no value in the space carries the exception, as
   * Arbiter's own do, and counts as failed at once.
   */
  @Override
  public final Candidate<T> getCandidate() {
    while (pending.containsKey(next) || observations.containsKey(next)) {
      next++;
    }
    int index = next;
    double[] point = point(index);
    try {
      T value = parameterSpace.getValue(point);
      pending.put(index, point.clone());
      return new Candidate<>(value, index, point, dataParameters, null);
    } catch (RuntimeException e) {
      observations.put(index, new Observation(index, point.clone(), null));
      return new Candidate<>((T) null, index, point, dataParameters, e);
    }
  }

  /**
   * Takes a result in. A candidate without a finite score failed.
   *
   * @throws IllegalArgumentException if the candidate's point has another number of coordinates
   */
  @Override
  public final void reportResults(OptimizationResult result) {
    Candidate candidate = result.getCandidate();
    report(candidate.getIndex(), candidate.getFlatParameters(), result.getScore());
  }

  /**
   * Takes a result in.
   *
   * @param index of the candidate; negative for a point that was not proposed, e.g. the default
   *     settings
   * @param point of the candidate, {@code [dimension]}
   * @param score null or not finite if the candidate failed
   * @throws IllegalArgumentException if the point has another number of coordinates
   */
  public final void report(int index, double[] point, @Nullable Double score) {
    if (point.length != dimension) {
      throw Argument.refused(
          "a point of this space has %d coordinates, that of candidate %d has %d",
          dimension, index, point.length);
    }
    pending.remove(index);
    boolean failed = score == null || !Double.isFinite(score);
    observations.put(index, new Observation(index, point.clone(), failed ? null : score));
  }

  /** Candidates have no class of their own, as with Arbiter's generators. */
  @Override
  public final @Nullable Class<?> getCandidateType() {
    return null;
  }

  @Override
  public String toString() {
    return Text.format("%s(seed=%d)", getClass().getSimpleName(), seed);
  }
}
