package org.sdze.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.optimizer.text.Text;

/**
 * One way to train, with the settings among which its best is looked for.
 *
 * @param name as the user names it
 * @param what it is, in a few words
 * @param command of ours, solve or rival
 * @param grid the settings, at least one
 */
public record Contender(String name, String what, String command, List<Setting> grid) {

  private static final String SMALL = "--width 64 --depth 2";
  private static final String NARROW = "--width 128 --activation sine";
  private static final String DEEP = "--width 128 --depth 4";

  // The default, 1 x 512 with tanh, is the empty one.
  private static final List<String> NETWORKS = List.of("", NARROW, SMALL);

  private static final List<String> GAUSS_NEWTON =
      List.of("", NARROW, NARROW + " --momentum 0.9 --learning-rate 0.5", SMALL);

  private static final String OURS = "solve";
  private static final String OTHERS = "rival";

  public Contender {
    grid = List.copyOf(grid);
  }

  /**
   * All contenders, ours first.
   *
   * @param dimension d, which MeZO's learning rates follow
   */
  public static List<Contender> all(int dimension) {
    return List.of(
        new Contender("sdze", "this library's defaults", OURS, List.of(Setting.of(""))),
        new Contender("sdze-tuned", "this library at its best setting", OURS, tuned()),
        new Contender(
            "backprop-gauss-newton",
            "rows by a reverse sweep, the same Gauss-Newton",
            OTHERS,
            grid(List.of("--optimizer backprop-gauss-newton"), GAUSS_NEWTON)),
        new Contender(
            "backprop-adam",
            "a reverse sweep with Adam, STDE's recipe",
            OTHERS,
            grid(
                List.of("--optimizer backprop-adam"),
                List.of(
                    "--directions rademacher --direction-count 2 --residual unbiased",
                    "--directions rademacher --direction-count 16 --residual biased",
                    "--directions span"),
                rates(1e-3, 3e-3, 1e-2),
                List.of("", NARROW, SMALL, DEEP))),
        new Contender(
            "mezo", "MeZO, one Gaussian direction of all parameters", OTHERS, mezo(dimension)),
        new Contender(
            "low-rank",
            "the paper's low-rank subspace with Adam",
            OURS,
            grid(
                List.of("--credit low-rank"),
                List.of("--probes 1", "--probes 16"),
                rates(1e-3, 1e-2),
                NETWORKS)),
        new Contender(
            "eggroll",
            "evolution strategies with low-rank perturbations",
            OTHERS,
            grid(
                List.of("--optimizer eggroll"),
                List.of("--population 32", "--population 256"),
                rates(1e-3, 1e-2),
                NETWORKS)));
  }

  private static List<Setting> tuned() {
    List<Setting> settings = grid(GAUSS_NEWTON);
    settings.add(Setting.of(NARROW + " --rule adam"));
    return settings;
  }

  /**
   * All contenders with fewer settings each, for pages of many comparisons.
   *
   * @param dimension d, which MeZO's learning rates follow
   */
  public static List<Contender> few(int dimension) {
    List<Contender> all = new ArrayList<>(all(dimension));
    all.replaceAll(
        contender ->
            switch (contender.name()) {
              case "backprop-adam" ->
                  contender.with(
                      grid(
                          List.of("--optimizer backprop-adam"),
                          List.of(
                              "--directions rademacher --direction-count 2 --residual unbiased",
                              "--directions span"),
                          rates(3e-3, 1e-2),
                          NETWORKS));
              case "mezo" -> contender.with(contender.grid().subList(0, 3));
              case "low-rank" ->
                  contender.with(
                      grid(List.of("--credit low-rank --probes 16"), rates(1e-3, 1e-2), NETWORKS));
              case "eggroll" ->
                  contender.with(
                      grid(
                          List.of("--optimizer eggroll --population 32"),
                          rates(1e-3, 1e-2),
                          NETWORKS));
              default -> contender;
            });
    return all;
  }

  private Contender with(List<Setting> settings) {
    return new Contender(name, what, command, settings);
  }

  /**
   * Some contenders, in the order of the table.
   *
   * @param names theirs; empty stands for all
   * @throws UserMistake if there is no contender of a name
   */
  public static List<Contender> named(List<String> names, int dimension) {
    List<Contender> all = all(dimension);
    List<String> known = all.stream().map(Contender::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new UserMistake(
            "--only must be some of %s, was %s",
            String.join(", ", known), name.isEmpty() ? "empty" : name);
      }
    }
    return names.isEmpty()
        ? all
        : all.stream().filter(contender -> names.contains(contender.name())).toList();
  }

  /** Around a fiftieth of what gradient descent bears: ten times that diverges. */
  private static List<Setting> mezo(double d) {
    List<Setting> settings = new ArrayList<>();
    for (String network : NETWORKS) {
      double bearable = 1 / (d * d * width(network));
      for (String rate : rates(0.01 * bearable, 0.03 * bearable, 0.1 * bearable)) {
        settings.add(Setting.of("--optimizer mezo").with(rate).with(network));
      }
    }
    return settings;
  }

  private static int width(String network) {
    return switch (network) {
      case NARROW -> 128;
      case SMALL -> 64;
      default -> 512;
    };
  }

  private static List<String> rates(double... rates) {
    List<String> options = new ArrayList<>();
    for (double rate : rates) {
      options.add("--learning-rate " + Text.format("%.0e", rate).toLowerCase(Locale.ROOT));
    }
    return options;
  }

  /** All combinations of one option of each list. */
  @SafeVarargs
  private static List<Setting> grid(List<String>... axes) {
    List<Setting> settings = new ArrayList<>(List.of(Setting.of("")));
    for (List<String> axis : axes) {
      List<Setting> longer = new ArrayList<>();
      for (Setting setting : settings) {
        axis.forEach(options -> longer.add(setting.with(options)));
      }
      settings = longer;
    }
    return settings;
  }
}
