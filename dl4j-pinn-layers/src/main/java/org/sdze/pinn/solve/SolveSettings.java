package org.sdze.pinn.solve;

import java.util.List;
import java.util.stream.Stream;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.setting.Catalogue;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Condition;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Range;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionKind;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.TermWeights;
import org.sdze.pinn.problem.ProblemKind;
import org.sdze.pinn.problem.ProblemShape;

/**
 * The settings of a solve, with what it does where nobody says otherwise: the only place where that
 * is decided, from the problem's dimension and what is chosen already. What does not depend on an
 * equation is {@link SdzeSettings}'. Sources: docs/method.md §4 and docs/decisions.
 */
public final class SolveSettings {

  /** The largest first layer that a default width makes. */
  private static final long LARGEST_ENTRANCE = 1L << 28;

  // A Gauss–Newton step solves as many equations as it has points, in double.
  private static final int LARGEST_SOLVED_BATCH = 10_000;

  // More axes need more points for a step to see them all.
  private static final int MANY_AXES = 8;

  // Deep probes cost V rows a unit and point; a dozen does as well (docs/decisions).
  private static final int DEEP_SPAN_DIRECTIONS = 16;

  // What jets along lines may have in numbers, 1 GiB in double for each of some copies, before a
  // step has fewer points and then the network fewer units.
  static final long LARGEST_JETS = 1L << 27;
  private static final long FEWEST_POINTS = 100;
  private static final int FEWEST_UNITS = 64;

  /** What the problem is. Nobody chooses it. */
  public static final Setting<ProblemKind> KIND =
      Setting.of(
          "kind", Range.choice(ProblemKind.class), ProblemKind.COLLAPSED, "what the problem is");

  /** How many functions the solution consists of. Nobody chooses it. */
  public static final Setting<Integer> OUTPUTS =
      Setting.of("outputs", Range.count(), 1, "how many functions the solution consists of");

  /** The largest order of a derivative. Nobody chooses it. */
  public static final Setting<Integer> ORDER =
      Setting.of("order", Range.whole(0, 100), 2, "the largest order of a derivative");

  // Three tanh layers of 40 units hold fronts and short waves that no single layer of a few hundred
  // does (docs/method.md §7b).
  private static final int FINE_DEPTH = 3;

  // 400 points leave a front of a hundredth of the domain between them (docs/decisions).
  private static final int FINE_BATCH = 1_000;

  // More points and fewer steps: a third of the error in the same time. With as many equations as
  // half of the parameters a step follows its points and not the solution (docs/decisions).
  private static final int MOST_POINTS = 1_200;
  private static final double POINTS_A_PARAMETER = 0.29;

  // With so many points a parameter a hundredth of the damping ends at a fifth of the error in the
  // same time; with fewer it follows the points, with more it may diverge (docs/decisions).
  private static final double FEWEST_FOR_LITTLE_DAMPING = 0.22;
  private static final double MOST_FOR_LITTLE_DAMPING = 0.4;

  // Of so many equations that whole steps follow their points and may never settle
  // (docs/decisions).
  private static final double MANY_AXES_RATE = 0.5;

  // A batch of no more points than dimensions is explained by slopes alone. In more dimensions than
  // these a step of so many equations takes too long on a few cores (docs/decisions).
  private static final int MOST_LEARNED_AXES = 400;

  private static final Condition COLLAPSED =
      new Condition(
          "a problem of one equation in u, Δu and ‖∇u‖²",
          choices -> !isByLines(choices),
          choices -> "another");

  private static final Condition BY_LINES =
      new Condition(
          "a problem whose operators are exact along lines",
          SolveSettings::isByLines,
          choices -> "one equation in u, Δu and ‖∇u‖²");

  public static final Setting<Integer> DEPTH =
      Setting.of(
          "depth",
          Range.whole(1, 100),
          choices -> isFine(choices) ? FINE_DEPTH : 1,
          "1, for fine structure 3",
          "hidden layers");

  public static final Setting<Integer> WIDTH =
      Setting.of(
          "width",
          Range.count(),
          SolveSettings::usualWidth,
          "512 with one hidden layer, else 64; halved until dim × width ≤ 2^28; for problems with"
              + " exact lines 40 dim, with time 75 dim, from 100 to 512, with one hidden layer, else"
              + " 40, halved until a step's lines take no more than 1 GiB; for values on faces in many"
              + " dimensions 2 dim, at least 256, for terminal values 128, with one hidden layer",
          "units of each hidden layer");

  public static final Setting<Activation> ACTIVATION =
      Setting.of(
          "activation",
          Range.choice(Activation.class),
          choices ->
              choices.get(DEPTH) == 1
                      && (choices.get(KIND) == ProblemKind.STATIONARY || isLongWay(choices))
                  ? Activation.SINE
                  : Activation.TANH,
          "tanh, but sine in one hidden layer of a problem with exact lines, without time or in 8 and"
              + " more dimensions",
          "activation of the hidden layers");

  public static final Setting<Double> INPUT_SCALE =
      Setting.of(
              "inputScale",
              Range.positive(),
              // at 1 a deep network begins smooth, and has not left that after as many steps as it
              // takes
              choices ->
                  (isByLines(choices) && !isFine(choices))
                          || isTerminal(choices)
                          || isFaced(choices)
                      ? 1.0
                      : 3.0,
              "3, where inputs are brought to unit scale and the structure is not fine, or a terminal"
                  + " value is given, 1",
              "factor of the input that the first layer's weights contain")
          .with(
              new Condition( // whose rows have no scale along lines, nor the start with one layer
                  "two or more hidden layers or a problem of one equation in u, Δu and ‖∇u‖²",
                  choices -> !isByLines(choices) || choices.get(DEPTH) > 1,
                  choices -> "one hidden layer and exact lines"));

  public static final Setting<Precision> PRECISION =
      Setting.of(
          "precision",
          Range.choice(Precision.class),
          choices -> isByLines(choices) ? Precision.DOUBLE : Precision.FLOAT,
          "float, for problems with exact lines double",
          "type of all numbers");

  public static final Setting<Integer> BATCH =
      Setting.of(
              "batch",
              Range.whole(1, 1_000_000),
              SolveSettings::usualBatch,
              "400, with one hidden layer and the span at least 3 dim in up to 400 dimensions; for"
                  + " problems with exact lines in 8 and more dimensions 0.29 a parameter, from 400 to"
                  + " 1200, for values on faces in many 800, for fine structure 1000, else with time"
                  + " 600, where the damping follows the loss 300, halved until a step's lines take no"
                  + " more than 1 GiB; for terminal values 200",
              "collocation points of a step; conditions have 0.375 as many beside them")
          .needing(
              points ->
                  new Condition(
                      "another rule than gauss-newton, which takes "
                          + LARGEST_SOLVED_BATCH
                          + " at most",
                      choices ->
                          points <= LARGEST_SOLVED_BATCH
                              || choices.get(SdzeSettings.RULE) != Rule.GAUSS_NEWTON,
                      choices -> "gauss-newton"));

  public static final Setting<TermWeights.Kind> WEIGHTS =
      Setting.of(
              "weights",
              Range.choice(TermWeights.Kind.class),
              TermWeights.Kind.STATED,
              "weights of conditions: the problem's, or such that their rows are as large as the"
                  + " equations' at the start")
          .with(BY_LINES);

  public static final Setting<Double> CONDITION_WEIGHT =
      Setting.of(
              "conditionWeight", Range.positive(), 1.0, "factor of the weights of all conditions")
          .with(BY_LINES);

  public static final Setting<DirectionKind> DIRECTIONS =
      Setting.of(
              "directions",
              Range.choice(DirectionKind.class),
              DirectionKind.SPAN,
              "spatial directions: the span of the first layer, all of which is exact, or random ones")
          .with(COLLAPSED);

  public static final Setting<Integer> DIRECTION_COUNT =
      Setting.of(
              "directionCount",
              Range.countOrAll(),
              SolveSettings::usualDirections,
              "all of the span, but 16 with three or more hidden layers; 2 random ones",
              "how many directions a step takes")
          .with(COLLAPSED)
          .needing(
              count ->
                  new Condition(
                      "as many dimensions of the span or the space",
                      choices -> count == SpanDirections.ALL || count <= most(choices),
                      SolveSettings::most));

  public static final Setting<ResidualForm> RESIDUAL =
      Setting.of(
              "residual",
              Range.choice(ResidualForm.class),
              choices ->
                  isRandom(choices) && isEven(choices)
                      ? ResidualForm.UNBIASED
                      : ResidualForm.BIASED,
              "unbiased for random directions, an even number of them; else biased",
              "what is made of an estimated residual: the product of two independent halves, or the"
                  + " square")
          .with(
              new Condition(
                  "an even number of directions that are not exact",
                  choices -> isEven(choices) && !law(choices).isExact(),
                  choices ->
                      law(choices).isExact() ? "the whole span" : choices.get(DIRECTION_COUNT)));

  public static final Setting<Credit> CREDIT =
      SdzeSettings.CREDIT
          .of(Range.choice(Credit.class, Credit.UNITS, Credit.LOW_RANK))
          .usually(choices -> Credit.UNITS, "units");

  public static final Setting<Rule> RULE =
      SdzeSettings.RULE.usually(
          SdzeSettings.RULE.usual(), "gauss-newton with units, adam with low-rank");

  public static final Setting<Integer> UNITS =
      SdzeSettings.UNITS
          .with(SdzeSettings.UNITS.condition().and(COLLAPSED))
          .needing(
              units ->
                  new Condition(
                      "layers that are as wide",
                      choices -> units == UnitCredit.ALL || units <= choices.get(WIDTH),
                      choices -> choices.get(WIDTH)));

  public static final Setting<Boolean> TWO_SIDED =
      SdzeSettings.TWO_SIDED
          .with(SdzeSettings.TWO_SIDED.condition().and(COLLAPSED))
          .usually(SolveSettings::isDouble, "false, in double precision true");

  public static final Setting<Integer> RANK =
      SdzeSettings.RANK
          .usually(
              choices -> Math.min(SdzeSettings.RANK.usual().apply(choices), smallestSide(choices)),
              "8, or the smaller side of the smallest matrix")
          .needing(
              rank ->
                  new Condition(
                      "matrices with no side below it",
                      choices -> rank <= smallestSide(choices),
                      SolveSettings::smallestSide));

  public static final Setting<Double> SMOOTHING =
      SdzeSettings.SMOOTHING.usually(
          choices ->
              isDouble(choices) && choices.get(CREDIT) == Credit.UNITS
                  ? 1e-5
                  : SdzeSettings.SMOOTHING.usual().apply(choices),
          "0.01, in double precision 1e-5; with low-rank 0.001");

  // A system of equations with fronts or waves diverges, or stays where it is, with any damping
  // that
  // is fixed (docs/decisions).
  public static final Setting<Integer> KEPT_STEPS =
      SdzeSettings.KEPT_STEPS
          .with(SdzeSettings.KEPT_STEPS.condition().and(BY_LINES))
          .usually(
              choices ->
                  isFine(choices)
                          && choices.get(OUTPUTS) > 1
                          && choices.get(SdzeSettings.RULE) == Rule.GAUSS_NEWTON
                          && hasNoMomentumGiven(choices)
                      ? 3
                      : 1,
              "1, for several functions of fine structure 3")
          .needing(
              kept ->
                  new Condition(
                      "no momentum",
                      choices -> kept == 1 || hasNoMomentumGiven(choices),
                      choices -> choices.get(SdzeSettings.MOMENTUM)));

  public static final Setting<Double> DAMPING =
      SdzeSettings.DAMPING.usually(
          // a random Laplacian scatters: the step must not follow it
          SolveSettings::usualDamping,
          SdzeSettings.DAMPING.usually()
              + ", with random directions 1, with exact lines 1e-8 in double precision, 1e-10 where"
              + " one hidden layer has 0.22 to 0.4 points a parameter, for fine"
              + " structure 1e-7, and 1e-5 in float or for several functions of fine structure, for values on faces in many dimensions 0.001, for"
              + " terminal values 0.01; where it follows the loss it begins at 0.001");

  public static final Setting<Double> MOMENTUM =
      SdzeSettings.MOMENTUM.usually(
          choices ->
              isRandom(choices)
                      || isTerminal(choices)
                      || isFollowing(choices)
                      || isBetterWithoutMomentum(choices)
                  ? 0
                  : isFaced(choices) && choices.get(SdzeSettings.RULE) == Rule.GAUSS_NEWTON
                      ? 0.9
                      : SdzeSettings.MOMENTUM.usual().apply(choices),
          "gauss-newton up to 64 dimensions, and for values on faces in many, 0.9, else 0, and with"
              + " random directions, for terminal values, where the damping follows the loss or with"
              + " exact lines but for fine structure and for time in 8 and more dimensions");

  public static final Setting<Schedule> SCHEDULE =
      Setting.of(
          "schedule",
          Range.choice(Schedule.class),
          Schedule.LINEAR,
          "how the learning rate follows the budget");

  public static final Setting<Double> LEARNING_RATE =
      SdzeSettings.LEARNING_RATE.usually(
          SolveSettings::usualRate,
          "gauss-newton 1.4 where it falls, 1 where it is constant, lines are exact or a terminal"
              + " value is given, with momentum or exact lines in 8 and more dimensions 0.5; factored and"
              + " adam 0.01; sgd (1 − momentum) / (dim² width), with low-rank a hundredth of that");

  /** Those of the network. */
  public static final Catalogue NETWORK =
      new Catalogue(List.of(WIDTH, DEPTH, ACTIVATION, INPUT_SCALE, PRECISION));

  /** Those of the loss. */
  public static final Catalogue LOSS =
      new Catalogue(
          List.of(BATCH, WEIGHTS, CONDITION_WEIGHT, DIRECTIONS, DIRECTION_COUNT, RESIDUAL));

  /** Those of the training. */
  public static final Catalogue TRAINING =
      new Catalogue(
          List.of(
              CREDIT,
              UNITS,
              TWO_SIDED,
              RANK,
              SdzeSettings.REFRESH_INTERVAL,
              SdzeSettings.PROBES,
              SMOOTHING,
              RULE,
              DAMPING,
              KEPT_STEPS,
              MOMENTUM,
              LEARNING_RATE,
              SCHEDULE));

  /** All of them. */
  public static final Catalogue CATALOGUE =
      new Catalogue(
          Stream.of(NETWORK, LOSS, TRAINING).flatMap(part -> part.settings().stream()).toList());

  private SolveSettings() {}

  /** Those that problems with exact lines do not have. */
  public static List<Setting<?>> ofDirections() {
    return List.of(DIRECTIONS, DIRECTION_COUNT, RESIDUAL, UNITS, TWO_SIDED);
  }

  /** Nothing chosen for a problem in that many dimensions. */
  public static Choices choices(int dimension) {
    return CATALOGUE.choices().with(SdzeSettings.DIMENSION, dimension);
  }

  /** Nothing chosen for a problem. */
  public static Choices choices(ProblemShape problem) {
    return choices(problem.dimension())
        .with(KIND, problem.kind())
        .with(OUTPUTS, problem.outputs())
        .with(ORDER, problem.order());
  }

  /** What choices for a problem stand for. */
  public static SolveConfig config(Choices choices) {
    return new SolveConfig(
        network(choices),
        new LossConfig(
            choices.get(BATCH),
            law(choices),
            choices.get(RESIDUAL),
            new TermWeights(choices.get(WEIGHTS), choices.get(CONDITION_WEIGHT))),
        SdzeConfig.of(choices, choices.get(SCHEDULE)));
  }

  private static NetworkConfig network(Choices choices) {
    return new NetworkConfig(
        choices.get(WIDTH),
        choices.get(DEPTH),
        choices.get(ACTIVATION),
        choices.get(INPUT_SCALE),
        choices.get(PRECISION));
  }

  private static DirectionLaw law(Choices choices) {
    DirectionKind kind = choices.get(DIRECTIONS);
    int count = choices.get(DIRECTION_COUNT);
    return kind.law(
        kind == DirectionKind.SPAN
            ? count < most(choices) ? count : SpanDirections.ALL
            : Math.min(count, choices.get(SdzeSettings.DIMENSION)));
  }

  private static boolean isByLines(Choices choices) {
    return choices.get(KIND).isByLines();
  }

  private static boolean isFine(Choices choices) {
    return choices.get(KIND) == ProblemKind.FINE;
  }

  // what is given: the usual momentum depends on for how long points are kept
  private static boolean hasNoMomentumGiven(Choices choices) {
    Double given = choices.given(SdzeSettings.MOMENTUM);
    return given == null || given == 0;
  }

  private static boolean isFollowing(Choices choices) {
    return choices.get(SdzeSettings.KEPT_STEPS) > 1;
  }

  private static boolean isTerminal(Choices choices) {
    return choices.get(KIND) == ProblemKind.TERMINAL;
  }

  /** Steps that do better each by itself: with exact lines, smooth, without many axes and time. */
  private static boolean isBetterWithoutMomentum(Choices choices) {
    return isByLines(choices) && !isFine(choices) && !isLongWay(choices);
  }

  private static boolean isLongWay(Choices choices) {
    return choices.get(KIND) == ProblemKind.EVOLUTION
        && choices.get(SdzeSettings.DIMENSION) >= MANY_AXES;
  }

  private static boolean isFaced(Choices choices) {
    return choices.get(KIND) == ProblemKind.FACED;
  }

  private static boolean isRandom(Choices choices) {
    return choices.get(DIRECTIONS) != DirectionKind.SPAN;
  }

  private static boolean isEven(Choices choices) {
    return choices.get(DIRECTION_COUNT) % 2 == 0;
  }

  private static boolean isDouble(Choices choices) {
    return choices.get(PRECISION) == Precision.DOUBLE;
  }

  /** The most directions that there are. */
  private static int most(Choices choices) {
    int dimension = choices.get(SdzeSettings.DIMENSION);
    return switch (choices.get(DIRECTIONS)) {
      case SPAN -> Math.min(dimension, choices.get(WIDTH));
      case COORDINATE -> dimension;
      case RADEMACHER, GAUSSIAN -> Integer.MAX_VALUE;
    };
  }

  private static double usualDamping(Choices choices) {
    if (isFollowing(choices)) {
      return 1e-3; // where it begins
    }
    if (isByLines(choices)) {
      if (!isDouble(choices) || (isFine(choices) && choices.get(OUTPUTS) > 1)) {
        return 1e-5; // with less a flow diverges
      }
      return isFine(choices) ? 1e-7 : isLittleDamped(choices) ? 1e-10 : 1e-8;
    }
    // a random Laplacian scatters: the step must not follow it
    if (isRandom(choices)) {
      return 1;
    }
    if (isFaced(choices)) {
      return 1e-3;
    }
    return isTerminal(choices) ? 1e-2 : SdzeSettings.DAMPING.usual().apply(choices);
  }

  private static boolean isLittleDamped(Choices choices) {
    double share = choices.get(BATCH) / shallowParameters(choices);
    return choices.get(DEPTH) == 1
        && share >= FEWEST_FOR_LITTLE_DAMPING
        && share <= MOST_FOR_LITTLE_DAMPING;
  }

  /** Those of a network with one hidden layer and one output, but for the output's bias. */
  private static double shallowParameters(Choices choices) {
    return choices.get(WIDTH) * (choices.get(SdzeSettings.DIMENSION) + 2.0);
  }

  private static int usualBatch(Choices choices) {
    if (isTerminal(choices)) {
      return 200;
    }
    if (isFollowing(choices)) {
      return 300; // each with several equations
    }
    if (isFaced(choices)) {
      return 800;
    }
    if (!isByLines(choices)) {
      int dimension = choices.get(SdzeSettings.DIMENSION);
      boolean isCurvatureLearned =
          dimension <= MOST_LEARNED_AXES && choices.get(DEPTH) == 1 && !isRandom(choices);
      return isCurvatureLearned ? Math.max(400, 3 * dimension) : 400;
    }
    boolean isWide = choices.get(SdzeSettings.DIMENSION) >= MANY_AXES;
    int batch =
        isFine(choices)
            ? FINE_BATCH
            : isWide
                ? pointsOfManyAxes(choices)
                : choices.get(KIND) == ProblemKind.EVOLUTION ? 600 : 400;
    while (batch > FEWEST_POINTS && (long) batch * choices.get(WIDTH) > mostOfLines(choices)) {
      batch = (int) Math.max(FEWEST_POINTS, batch / 2);
    }
    return batch;
  }

  /** With its conditions a batch gives 0.4 equations a parameter. */
  private static int pointsOfManyAxes(Choices choices) {
    int hundreds = (int) (POINTS_A_PARAMETER * shallowParameters(choices) / 100);
    return Math.max(400, Math.min(MOST_POINTS, 100 * hundreds));
  }

  /** So many points times units a step's jets have room for; order 4 takes lines for all pairs. */
  private static long mostOfLines(Choices choices) {
    long dimension = choices.get(SdzeSettings.DIMENSION);
    int order = Math.max(1, choices.get(ORDER));
    long lines = order < 4 ? dimension : dimension * dimension;
    return LARGEST_JETS / (order * lines);
  }

  private static int usualWidth(Choices choices) {
    if (isByLines(choices)) {
      // heat in four dimensions: 160 units and 400 points end at four times the error of these
      int each = choices.get(KIND) == ProblemKind.EVOLUTION ? 75 : 40;
      int wide = each * Math.min(choices.get(SdzeSettings.DIMENSION), 1_000);
      int width = choices.get(DEPTH) > 1 ? 40 : Math.min(512, Math.max(100, wide));
      while (width > FEWEST_UNITS && FEWEST_POINTS * width > mostOfLines(choices)) {
        width /= 2;
      }
      return width;
    }
    int faced = Math.max(256, 2 * Math.min(choices.get(SdzeSettings.DIMENSION), 1_000));
    int shallow = isTerminal(choices) ? 128 : isFaced(choices) ? faced : 512;
    int width = choices.get(DEPTH) == 1 ? shallow : 64;
    while (width > 1 && (long) choices.get(SdzeSettings.DIMENSION) * width > LARGEST_ENTRANCE) {
      width /= 2;
    }
    return width;
  }

  private static int usualDirections(Choices choices) {
    if (isRandom(choices)) {
      return Math.min(2, choices.get(SdzeSettings.DIMENSION));
    }
    return choices.get(DEPTH) > 2 && DEEP_SPAN_DIRECTIONS < most(choices)
        ? DEEP_SPAN_DIRECTIONS
        : SpanDirections.ALL;
  }

  /** The smaller side of the smallest weight matrix that has two sides above 1. */
  private static int smallestSide(Choices choices) {
    int dimension = choices.get(SdzeSettings.DIMENSION);
    int width = choices.get(WIDTH);
    if (dimension > 1) {
      return Math.min(dimension, width);
    }
    return choices.get(DEPTH) > 1 ? width : 1;
  }

  /**
   * η. Tried on sine-Gordon, two-body, d = 10 to 1,000: a third or three times as much was no
   * better. Of plain gradient descent the gradient itself has the scale of the problem: a residual
   * holds 2d N, so that the loss curves with d² and the number of units. Ten times as much
   * diverges.
   */
  private static double usualRate(Choices choices) {
    double dimension = choices.get(SdzeSettings.DIMENSION);
    return switch (choices.get(SdzeSettings.RULE)) {
      case GAUSS_NEWTON -> usualNewtonRate(choices);
      case SGD ->
          (1 - choices.get(MOMENTUM))
              / (dimension * dimension * choices.get(WIDTH))
              * (choices.get(CREDIT) == Credit.LOW_RANK ? 0.01 : 1);
      case FACTORED, ADAM -> 1e-2;
    };
  }

  private static double usualNewtonRate(Choices choices) {
    boolean isManyAxes =
        isByLines(choices)
            && !isFine(choices)
            && !isFollowing(choices)
            && choices.get(SdzeSettings.DIMENSION) >= MANY_AXES;
    return isManyAxes
        ? MANY_AXES_RATE
        : choices.get(MOMENTUM) == 0
                && choices.get(SCHEDULE) != Schedule.CONSTANT
                && !isByLines(choices)
                && !isTerminal(choices)
            ? SdzeConfig.FALLING_RATE
            : SdzeSettings.LEARNING_RATE.usual().apply(choices);
  }
}
