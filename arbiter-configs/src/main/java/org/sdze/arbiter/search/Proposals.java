package org.sdze.arbiter.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.generator.BayesianGenerator;
import org.sdze.arbiter.generator.GridGenerator;
import org.sdze.arbiter.generator.HyperbandSchedule;
import org.sdze.arbiter.generator.SearchGenerator;
import org.sdze.arbiter.generator.SobolGenerator;
import org.sdze.arbiter.generator.SuccessiveHalving;
import org.sdze.arbiter.generator.SuccessiveHalving.Pause;
import org.sdze.arbiter.generator.SuccessiveHalving.Step;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;
import org.sdze.arbiter.generator.UniformGenerator;

/**
 * What to train next. Reports of an interrupted search, repeated in their order, bring it to where
 * it was.
 */
interface Proposals {

  /** The next piece of work, which is then under way; or why there is none. */
  Step next();

  /** Takes a result in; null if the candidate failed. */
  void report(Work work, @Nullable Double score);

  /** Hears what a point came to that was not proposed, and was trained in full. */
  void know(double[] point, @Nullable Double score);

  /** How many pieces of work there will be, at most. */
  double planned();

  /** The proposals of a search at its beginning. */
  static Proposals of(SearchConfig config) {
    double effort = SearchConfig.amount(config.effort());
    int limit = config.limits().candidates();
    ParameterSpace<?> space = config.space().space();
    if (config.space().dimension() == 0) {
      return new OneAfterTheOther(null, 1, effort);
    }
    if (config.proposals() instanceof ProposalPlan.Grid grid) {
      GridGenerator<?> generator = new GridGenerator<>(space, grid.points(), grid.seed());
      return new OneAfterTheOther(generator, (int) Math.min(limit, generator.count()), effort);
    }
    if (config.proposals() instanceof ProposalPlan.Plain plain) {
      return new OneAfterTheOther(
          generator(plain.law(), space, plain.seed(), plain.initialPoints()), limit, effort);
    }
    ProposalPlan.Halving halving = (ProposalPlan.Halving) config.proposals();
    HyperbandSchedule schedule =
        halving.isHyperband()
            ? HyperbandSchedule.hyperband(halving.least(), effort, halving.eta())
            : HyperbandSchedule.halving(halving.least(), effort, halving.eta());
    return new Rungs(
        schedule,
        halving.loops(),
        new SuccessiveHalving(
            schedule, halving.loops(), true, generator(halving.law(), space, halving.seed(), 0)));
  }

  private static SearchGenerator<?> generator(
      ProposalPlan.Law law, ParameterSpace<?> space, long seed, int initialPoints) {
    return switch (law) {
      case RANDOM -> new UniformGenerator<>(space, seed);
      case SOBOL -> new SobolGenerator<>(space, seed);
      case BAYESIAN -> new BayesianGenerator<>(space, null, true, initialPoints, seed, false);
    };
  }

  /** Each candidate is trained once and in full. */
  final class OneAfterTheOther implements Proposals {

    private final @Nullable SearchGenerator<?> generator; // null for a space of one point
    private final int limit;
    private final double effort;
    private final Set<Integer> known = new HashSet<>();
    private final Set<Integer> running = new HashSet<>();

    private OneAfterTheOther(@Nullable SearchGenerator<?> generator, int limit, double effort) {
      this.generator = generator;
      this.limit = limit;
      this.effort = effort;
    }

    @Override
    public Step next() {
      if (known.size() >= limit) {
        return running.isEmpty() ? Pause.DONE : Pause.WAIT;
      }
      Work work = generator == null ? new Work(0, 0, 0, 0, effort, List.of()) : work(generator);
      known.add(work.candidate());
      running.add(work.candidate());
      return work;
    }

    private Work work(SearchGenerator<?> from) {
      var candidate = from.getCandidate();
      List<Double> point = new ArrayList<>();
      for (double coordinate : candidate.getFlatParameters()) {
        point.add(coordinate);
      }
      return new Work(candidate.getIndex(), 0, 0, 0, effort, point);
    }

    @Override
    public void report(Work work, @Nullable Double score) {
      known.add(work.candidate());
      running.remove(work.candidate());
      if (generator != null) {
        generator.report(work.candidate(), work.coordinates(), score);
      }
    }

    @Override
    public void know(double[] point, @Nullable Double score) {
      if (generator != null) {
        generator.report(Turn.REFERENCE, point, score);
      }
    }

    @Override
    public double planned() {
      return limit;
    }
  }

  /** Successive halving. */
  final class Rungs implements Proposals {

    private final SuccessiveHalving halving;
    private final double planned;

    private Rungs(HyperbandSchedule schedule, int loops, SuccessiveHalving halving) {
      this.halving = halving;
      planned =
          loops
              * schedule.brackets().stream()
                  .flatMap(bracket -> bracket.rungs().stream())
                  .mapToDouble(HyperbandSchedule.Rung::candidates)
                  .sum();
    }

    @Override
    public Step next() {
      return halving.next();
    }

    @Override
    public void report(Work work, @Nullable Double score) {
      halving.report(work, score);
    }

    /** A whole training says nothing of rungs below it. */
    @Override
    public void know(double[] point, @Nullable Double score) {}

    @Override
    public double planned() {
      return planned;
    }
  }
}
