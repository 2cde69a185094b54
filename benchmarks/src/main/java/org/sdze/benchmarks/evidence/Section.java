package org.sdze.benchmarks.evidence;

import java.util.ArrayList;
import java.util.List;
import org.sdze.benchmarks.compare.Contender;
import org.sdze.benchmarks.compare.Setting;
import org.sdze.benchmarks.plan.Match;
import org.sdze.optimizer.text.Text;

/**
 * A part of the evidence.
 *
 * @param title names it
 * @param subject what is compared: everybody, or one of our own options
 * @param match problem, dimension, budget
 * @param contenders who takes part
 */
public record Section(String title, String subject, Match match, List<Contender> contenders) {

  private static final String EVERYBODY = "everybody";

  private static final List<Integer> DIMENSIONS = List.of(10, 100, 1_000, 10_000);
  private static final int TEST_POINTS = 5_000;
  private static final int QUICK_DIMENSIONS = 2;

  /** Whether it is about everybody, and a line of the table. */
  boolean isComparison() {
    return subject.equals(EVERYBODY);
  }

  /** Whether the page shows a picture of it. */
  public boolean isPictured() {
    return isComparison()
        && match.dimension() == 100
        && !match.problem().equals("sine-gordon-three-body");
  }

  /** A name for its files. */
  public String slug() {
    return title.replaceAll("[^a-z0-9 -]", "").replaceAll("[ -]+", "-");
  }

  /** Its picture, from the page's folder. */
  public String picture() {
    return Text.format("images/evidence-%s.png", slug());
  }

  /**
   * All sections of the page.
   *
   * @param seconds of training of every run
   * @param seeds of every contender's best setting
   * @param isQuick whether the dimensions end at 100
   */
  public static List<Section> all(double seconds, int seeds, boolean isQuick) {
    List<Section> sections = new ArrayList<>();
    for (String family : List.of("two-body", "ridge")) {
      sections.addAll(comparisons(family, seconds, seeds, isQuick));
    }
    for (String family : List.of("two-body", "ridge")) {
      Match match = match("sine-gordon-" + family, 100, seconds, seeds);
      sections.add(ours(family, "damping", match, "--damping", "1e-5 1e-4 1e-3 1e-2", ""));
      sections.add(ours(family, "momentum", match, "--momentum", "0 0.5 0.9", ""));
      sections.add(ours(family, "input scale", match, "--input-scale", "1 3 5 10", ""));
      sections.add(ours(family, "units moved in a step", match, "--units", "64 256 all", ""));
      sections.add(
          ours(
              family,
              "span directions, two hidden layers",
              match,
              "--direction-count",
              "4 16 64",
              "--depth 2"));
      sections.add(ours(family, "hidden layers", match, "--depth", "1 2 3 4", ""));
      sections.add(ours(family, "width", match, "--width", "128 512 1024", ""));
    }
    sections.addAll(comparisons("three-body", seconds, seeds, isQuick));
    return sections;
  }

  /** Everybody on one family of solutions, dimension by dimension. */
  private static List<Section> comparisons(
      String family, double seconds, int seeds, boolean isQuick) {
    List<Section> sections = new ArrayList<>();
    for (int d : isQuick ? DIMENSIONS.subList(0, QUICK_DIMENSIONS) : DIMENSIONS) {
      sections.add(
          new Section(
              Text.format("%s, d = %,d", family, d),
              EVERYBODY,
              match("sine-gordon-" + family, d, seconds, seeds),
              Contender.few(d)));
    }
    return sections;
  }

  private static Match match(String problem, int d, double seconds, int seeds) {
    return new Match(problem, List.of(), d, true, seconds, seeds, TEST_POINTS);
  }

  /** Our own method with one option at different values. */
  private static Section ours(
      String family, String what, Match match, String option, String values, String fixed) {
    List<Contender> contenders = new ArrayList<>();
    for (String value : values.split(" ", -1)) {
      Setting setting = Setting.of(option + " " + value).with(fixed);
      contenders.add(
          new Contender(option.substring(2) + " " + value, what, "solve", List.of(setting)));
    }
    return new Section(Text.format("%s, d = 100: %s", family, what), what, match, contenders);
  }
}
