package org.sdze.arbiter.generator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.generator.HyperbandSchedule.Bracket;
import org.sdze.arbiter.generator.HyperbandSchedule.Rung;
import org.sdze.optimizer.argument.Argument;

/**
 * Successive halving and Hyperband as a state machine: what to do next, given what came out.
 *
 * <p>A bracket's candidates are all trained to its first rung; the best of them, as many as the
 * next rung has places, go on from where they are, and so on. Failed candidates never go on, so
 * that a rung can stay smaller than planned. While a rung waits for results, the next bracket is
 * begun, so that several workers have something to do.
 *
 * <p>The state is a function of schedule, generator, the work reported so far in its order, and the
 * work handed out and not yet reported. A search that was interrupted goes on after its reports
 * have been repeated to a fresh machine in the same order; {@link #next} need not be called in
 * between. The generator hears each candidate's latest score. Owned by one thread.
 *
 * <p>Sources: Jamieson and Talwalkar 2016; Li and others 2018.
 */
public final class SuccessiveHalving {

  /** What {@link #next} says. */
  public sealed interface Step permits Work, Pause {}

  /** Why there is no work. */
  public enum Pause implements Step {
    /** Work that is under way must be reported first. */
    WAIT,
    /** All work has been reported. */
    DONE
  }

  /**
   * Training of one candidate from one rung to the next.
   *
   * @param candidate its index, unique in the search
   * @param bracket which run of successive halving, from 0
   * @param rung of the bracket, from 0
   * @param from the resource it has had, 0 on the first rung
   * @param to the resource it will have had
   * @param point of the candidate in the unit cube
   */
  public record Work(
      int candidate, int bracket, int rung, double from, double to, List<Double> point)
      implements Step {
    public Work {
      point = List.copyOf(point);
    }

    /** The point, as Arbiter's spaces take it. */
    public double[] coordinates() {
      return point.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** The candidates of one rung of one bracket. */
  private static final class Level {
    final Map<Integer, List<Double>> ready = new LinkedHashMap<>();
    final Set<Integer> running = new LinkedHashSet<>();
    final Map<Integer, @Nullable Double> scores = new HashMap<>();
    final Map<Integer, List<Double>> points = new HashMap<>();

    /** How many candidates it will have, at most. */
    int places;

    boolean complete() {
      return scores.size() == places;
    }
  }

  private final HyperbandSchedule schedule;
  private final int brackets;
  private final boolean minimize;
  private final SearchGenerator<?> generator;
  private final List<List<Level>> begun = new ArrayList<>();

  /**
   * A machine at its beginning.
   *
   * @param loops how often the schedule is gone through, at least 1
   * @param minimize whether a smaller score is better
   * @param generator of the candidates; fresh, and used by nobody else
   * @throws IllegalArgumentException if there is no loop
   */
  public SuccessiveHalving(
      HyperbandSchedule schedule, int loops, boolean minimize, SearchGenerator<?> generator) {
    Argument.atLeastOne("loops", loops);
    this.schedule = schedule;
    this.brackets = Math.multiplyExact(loops, schedule.brackets().size());
    this.minimize = minimize;
    this.generator = generator;
  }

  /** The next piece of work, which is then under way; or why there is none. */
  public Step next() {
    for (int bracket = 0; bracket < brackets; bracket++) {
      if (bracket == begun.size()) {
        begin();
      }
      List<Level> levels = begun.get(bracket);
      for (int rung = levels.size() - 1; rung >= 0; rung--) {
        Work work = work(bracket, rung, levels.get(rung));
        if (work != null) {
          return work;
        }
      }
    }
    boolean under =
        begun.stream().flatMap(List::stream).anyMatch(level -> !level.running.isEmpty());
    return under ? Pause.WAIT : Pause.DONE;
  }

  private @Nullable Work work(int bracket, int rung, Level level) {
    if (level.ready.isEmpty()) {
      if (rung > 0 || level.running.size() + level.scores.size() == level.places) {
        return null;
      }
      Candidate<?> fresh = generator.getCandidate();
      List<Double> point = new ArrayList<>();
      for (double coordinate : fresh.getFlatParameters()) {
        point.add(coordinate);
      }
      level.ready.put(fresh.getIndex(), point);
    }
    int candidate = level.ready.keySet().iterator().next();
    Work work = work(bracket, rung, candidate, level.ready.get(candidate));
    level.ready.remove(candidate);
    level.running.add(candidate);
    level.points.put(candidate, work.point);
    return work;
  }

  private Work work(int bracket, int rung, int candidate, List<Double> point) {
    List<Rung> rungs = plan(bracket).rungs();
    double from = rung == 0 ? 0 : rungs.get(rung - 1).resource();
    return new Work(candidate, bracket, rung, from, rungs.get(rung).resource(), point);
  }

  private Bracket plan(int bracket) {
    return schedule.brackets().get(bracket % schedule.brackets().size());
  }

  private void begin() {
    List<Rung> rungs = plan(begun.size()).rungs();
    List<Level> levels = new ArrayList<>();
    for (int rung = 0; rung < rungs.size(); rung++) {
      levels.add(new Level());
    }
    levels.get(0).places = rungs.get(0).candidates();
    begun.add(levels);
  }

  /**
   * Takes a result in, of work handed out by {@link #next}, or by the machine of a search that this
   * one resumes.
   *
   * @param score null or not finite if the candidate failed
   * @throws IllegalArgumentException if the schedule and the reports before it do not allow this
   *     work, or it was reported before
   */
  public void report(Work work, @Nullable Double score) {
    boolean failed = score == null || !Double.isFinite(score);
    Level level = level(work);
    level.ready.remove(work.candidate);
    level.running.remove(work.candidate);
    level.points.put(work.candidate, work.point);
    level.scores.put(work.candidate, failed ? null : score);
    generator.report(work.candidate, work.coordinates(), score);
    if (level.complete()) {
      promote(work.bracket, work.rung);
    }
  }

  private Level level(Work work) {
    if (work.bracket < 0
        || work.bracket >= brackets
        || work.rung < 0
        || work.rung >= plan(work.bracket).rungs().size()
        || !work.equals(work(work.bracket, work.rung, work.candidate, work.point))) {
      throw new IllegalArgumentException("the schedule has no such work: " + work);
    }
    while (begun.size() <= work.bracket) {
      begin();
    }
    Level level = begun.get(work.bracket).get(work.rung);
    if (level.scores.containsKey(work.candidate)) {
      throw new IllegalArgumentException("reported before: " + work);
    }
    boolean expected =
        level.running.contains(work.candidate)
            || level.ready.containsKey(work.candidate)
            || (work.rung == 0
                && !known(work.candidate)
                && level.running.size() + level.scores.size() < level.places);
    if (!expected) {
      throw new IllegalArgumentException("not to be done by what was reported before: " + work);
    }
    return level;
  }

  private boolean known(int candidate) {
    return begun.stream().flatMap(List::stream).anyMatch(l -> l.points.containsKey(candidate));
  }

  private void promote(int bracket, int rung) {
    List<Level> levels = begun.get(bracket);
    if (rung + 1 == levels.size()) {
      return;
    }
    Level level = levels.get(rung);
    Level above = levels.get(rung + 1);
    Comparator<Integer> byScore = Comparator.comparingDouble(level.scores::get);
    List<Integer> passed = new ArrayList<>();
    level.scores.forEach(
        (candidate, score) -> {
          if (score != null) {
            passed.add(candidate);
          }
        });
    // Of equal scores the older candidate goes on, in either direction.
    Collections.sort(passed);
    passed.sort(minimize ? byScore : byScore.reversed());
    above.places = Math.min(passed.size(), plan(bracket).rungs().get(rung + 1).candidates());
    for (int candidate : passed.subList(0, above.places)) {
      above.ready.put(candidate, level.points.get(candidate));
    }
  }
}
