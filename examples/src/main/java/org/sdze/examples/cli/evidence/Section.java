package org.sdze.examples.cli.evidence;

import java.util.ArrayList;
import java.util.List;
import org.sdze.examples.cli.compare.Contender;
import org.sdze.examples.cli.compare.Setting;
import org.sdze.examples.cli.plan.Match;
import org.sdze.optimizer.text.Text;

/**
 * A comparison on the page.
 *
 * @param title its heading
 * @param question what it answers, in a sentence
 * @param match problem, dimension, budget
 * @param contenders who takes part
 */
public record Section(String title, String question, Match match, List<Contender> contenders) {

  private static final List<Integer> DIMENSIONS = List.of(10, 100, 1_000, 10_000);
  private static final int TEST_POINTS = 5_000;
  private static final int QUICK_DIMENSIONS = 2;

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
              "Who comes closest to the solution in the same time?",
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
      contenders.add(new Contender(option.substring(2) + " " + value, what, List.of(setting)));
    }
    return new Section(
        Text.format("%s, d = 100: %s", family, what),
        Text.format("What does the option `%s` do to our own method?", option),
        match,
        contenders);
  }
}
