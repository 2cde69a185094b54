package org.sdze.arbiter.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdze.arbiter.report.Axis;
import org.sdze.arbiter.space.SolveSpace;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.loss.TermWeights;
import org.sdze.pinn.problem.ProblemKind;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;

class SearchConfigTest {

  private static final String EQUATION =
      """
      {
        "description": "d",
        "problem": {"kind": "equation", "name": "poisson-ridge", "dimension": 3},
        "space": {
          "width": {"kind": "integer", "from": 4, "to": 8},
          "batch": 10,
          "damping": {"kind": "log", "from": 1e-6, "to": 1e-2},
          "momentum": {"kind": "real", "from": 0, "to": 0.9},
          "activation": {"kind": "category", "values": ["tanh", "sine"]}
        },
        "score": {"kind": "relative-error", "points": 50},
        "generator": {"kind": "bayesian", "seed": 3},
        "training": {"steps": 20, "seed": 5},
        "limits": {"candidates": 7, "seconds": 60, "score": 1e-3},
        "workers": 2,
        "threads": 3,
        "memory": 1024
      }
      """;

  private static SearchConfig parse(String text) {
    return SearchConfig.parse("test", text, Problems.library());
  }

  /** Nothing is drawn to find that out: two thousand million coefficients would take minutes. */
  @Test
  void aDimensionIsRefusedInWhichNoCandidateCanBeHeld() {
    String wide = EQUATION.replace("\"dimension\": 3", "\"dimension\": 2147483647");
    assertRefused(
        "problem.dimension 2147483647 makes a first layer of 8589934588 weights at least", wide);
    String narrow =
        wide.replace("{\"kind\": \"integer\", \"from\": 4, \"to\": 8}", "1")
            .replace("\"batch\": 10", "\"batch\": {\"kind\": \"category\", \"values\": [3, 1]}");
    assertRefused(
        "memory must be at least 32768 MiB for 2 workers, for the weights and points of their"
            + " candidates in 2147483647 dimensions, was 1024",
        narrow);
    SearchConfig roomy = parse(narrow.replace("\"memory\": 1024", "\"memory\": 40000"));
    assertThrows(IllegalArgumentException.class, () -> roomy.with(roomy.limits(), 2, 30_000));
  }

  /** The weights of a problem's conditions are searched like any setting. */
  @Test
  void weightsOfConditionsAreSearched() {
    String weighted =
        EQUATION
            .replace("poisson-ridge", "poisson-robin")
            .replace(
                "\"batch\": 10,",
                "\"batch\": 10, \"weights\": {\"kind\": \"category\", \"values\": [\"stated\", \"balanced\"]},"
                    + " \"conditionWeight\": {\"kind\": \"log\", \"from\": 0.01, \"to\": 100},");
    SearchConfig config = parse(weighted);
    Set<TermWeights.Kind> kinds = new HashSet<>();
    Set<Long> factors = new HashSet<>();
    for (int k = 0; k < config.space().dimension(); k++) {
      double[] point = new double[config.space().dimension()];
      Arrays.fill(point, 0.25);
      point[k] = 0.75;
      TermWeights weights = config.space().candidate(point).loss().weights();
      kinds.add(weights.kind());
      factors.add(Math.round(1_000 * weights.factor()));
    }
    assertEquals(Set.of(TermWeights.Kind.values()), kinds);
    assertEquals(Set.of(100L, 10_000L), factors);
    // with the weights as they are stated the defaults are a candidate, too
    SolveConfig usual =
        SolveSettings.config(
            SolveSettings.choices(new ProblemShape(3, 3, 1, ProblemKind.STATIONARY))
                .with(SolveSettings.WIDTH, 5)
                .with(SolveSettings.BATCH, 10)
                .with(SolveSettings.DAMPING, 1e-4)
                .with(SolveSettings.MOMENTUM, 0.3));
    double[] point = config.space().point(usual);
    assertTrue(point != null);
    assertEquals(TermWeights.STATED, config.space().candidate(point).loss().weights());
    assertRefused("conditionWeight", weighted.replace("\"from\": 0.01", "\"from\": 0"));
  }

  private static void assertRefused(String sentence, String text) {
    String said = assertThrows(IllegalArgumentException.class, () -> parse(text)).getMessage();
    assertTrue(said.contains(sentence), said);
  }

  @Test
  void everyFieldIsRead() {
    SearchConfig config = parse(EQUATION);
    assertEquals(new SearchProblem(Problems.library().get("poisson-ridge"), 3), config.problem());
    assertEquals(new ProposalPlan.Plain(ProposalPlan.Law.BAYESIAN, 3, 0), config.proposals());
    assertEquals(new Budget.Steps(20), config.effort());
    assertEquals(5, config.seed());
    assertEquals(new SearchConfig.Limits(7, 60.0, 1e-3, null), config.limits());
    assertEquals(2, config.workers());
    assertEquals(3, config.threads());
    assertEquals(1, parse(with("\"threads\": 3,", "")).threads());
    assertTrue(config.inWords().contains("2 at a time on 3 threads each"), config.inWords());
    assertEquals("cpu", config.device());
    SearchConfig elsewhere = parse(with("\"threads\": 3", "\"device\": \"twin\""));
    assertEquals("twin", elsewhere.device());
    assertTrue(elsewhere.inWords().contains("on 1 thread each and twin"), elsewhere.inWords());
    assertEquals(1024, config.memoryMebibytes());
    assertEquals(
        Set.of(
            Axis.integer("width", 4, 8),
            Axis.log("damping", 1e-6, 1e-2),
            Axis.real("momentum", 0, 0.9),
            Axis.category("activation", List.of("tanh", "sine"))),
        new HashSet<>(config.space().axes()));
    assertNull(config.space().size());
    assertTrue(config.inWords().contains("4 parameters"), config.inWords());
  }

  /** The middle of the space: of the integers 6, of the logarithms 1e-4, and so on. */
  @Test
  void valuesAreThoseOfTheCandidate() {
    SearchSpace space = parse(EQUATION).space();
    double[] point = new double[space.dimension()];
    Arrays.fill(point, 0.5);
    Map<String, Object> values = space.values(point);
    SolveConfig candidate = assertInstanceOf(SolveConfig.class, space.candidate(point));
    GaussNewton rule = assertInstanceOf(GaussNewton.class, candidate.training().stepRule());
    assertEquals(
        Map.of(
            "width", candidate.network().width(),
            "damping", rule.damping(),
            "momentum", rule.momentum(),
            "activation", candidate.network().activation() == Activation.TANH ? "tanh" : "sine"),
        values);
    assertEquals(6, candidate.network().width());
    assertEquals(10, candidate.loss().batch());
    assertEquals(1e-4, rule.damping(), 1e-12);
    assertEquals(0.45, rule.momentum(), 1e-12);
  }

  @Test
  void valuesWithoutEffectAreMissing() {
    SearchSpace space =
        parse(
                with(
                    "\"batch\": 10",
                    "\"rule\": {\"kind\": \"category\", \"values\": [\"gauss-newton\", \"adam\"]}"))
            .space();
    Set<Boolean> seen = new HashSet<>();
    for (double at : new double[] {0.1, 0.9}) {
      double[] point = new double[space.dimension()];
      Arrays.fill(point, at);
      Map<String, Object> values = space.values(point);
      boolean isGaussNewton = values.get("rule").equals("gauss-newton");
      assertEquals(isGaussNewton, values.containsKey("damping"));
      assertTrue(values.containsKey("width"));
      seen.add(isGaussNewton);
    }
    assertEquals(2, seen.size());
  }

  @Test
  void discreteSpacesHaveASize() {
    String text =
        with("\"damping\": {\"kind\": \"log\", \"from\": 1e-6, \"to\": 1e-2}", "\"damping\": 1e-4");
    SearchConfig config =
        parse(text.replace("{\"kind\": \"real\", \"from\": 0, \"to\": 0.9}", "0.5"));
    assertEquals(5.0 * 2, config.space().size());
    assertEquals(2, config.space().dimension());
  }

  @Test
  void theBestCandidatesFileIsASearchOfThatCandidateAlone() {
    SearchConfig config = parse(EQUATION);
    double[] point = {0.2, 0.4, 0.6, 0.8};
    SearchConfig only = parse(config.only(config.space().fileValues(point)).toString());
    assertEquals(0, only.space().dimension());
    assertEquals(config.space().candidate(point), only.space().candidate(new double[0]));
    assertEquals(1, Proposals.of(only).planned());
  }

  @Test
  void onlyCircumstancesMayDifferBetweenResumptions() {
    SearchConfig config = parse(EQUATION);
    SearchConfig later =
        parse(
            with("\"workers\": 2", "\"workers\": 1")
                .replace("\"candidates\": 7", "\"candidates\": 9"));
    assertEquals(config.identity(), later.identity());
    assertFalse(config.identity().equals(parse(with("\"seed\": 3", "\"seed\": 4")).identity()));
  }

  private static String with(String part, String other) {
    assertTrue(EQUATION.contains(part), part);
    return EQUATION.replace(part, other);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "description": "d"        | "describtion": "d"                              | schema | there is no field describtion; a search has the fields $schema, description, problem
          "description": "d"        | "description": 3                                | schema | description must be a text, was 3
          "description": "d",       | "description": "d"                              | reader | it is no valid JSON
          "description": "d"        | "workers": 1                                    | reader | Duplicate field 'workers'
          "workers": 2              | "device": "moon"                                | reader | device must be one of cpu, twin, was "moon"
          "kind": "equation"        | "kind": "org.sdze.Problem"                      | schema | problem.kind must be equation, was "org.sdze.Problem"
          "poisson-ridge"           | "poison-ridge"                                  | schema | there is no problem "poison-ridge"; the nearest names are poisson-ridge
          "dimension": 3            | "dimension": 0                                  | schema | problem.dimension must be a whole number from 1 to 2147483647, was 0
          "dimension": 3            | "dimension": 3.5                                | schema | problem.dimension must be a whole number from 1 to 2147483647, was 3.5
          "batch": 10               | "bach": 10                                      | schema | there is no field space.bach; space has the fields
          "batch": 10               | "batch": "10"                                   | schema | space.batch must be a whole number from 1 to 1000000, was "10"
          "batch": 10               | "feedback": true                                | schema | there is no field space.feedback
          "batch": 10               | "directionCount": 0                             | schema | space.directionCount must be a whole number of at least 1, or all, was 0
          "batch": 10               | "credit": "noise"                               | schema | space.credit must be one of units, low-rank, was "noise"
          "kind": "integer"         | "kind": "real"                                  | schema | space.width.kind must be integer or category, was "real"
          "kind": "integer"         | "class": "x", "kind": "integer"                 | schema | there is no field space.width.class; space.width has the fields kind, from, to
          "from": 4, "to": 8        | "from": 8, "to": 4                              | reader | space.width.to must be above from (8), was 4
          "from": 4, "to": 8        | "from": 4                                       | schema | space.width.to is missing
          "from": 0, "to": 0.9      | "from": 0, "to": 1                              | schema | space.momentum.to must be a number from 0 on and below 1, was 1
          "from": 1e-6, "to": 1e-2  | "from": -1, "to": 1e-2                          | schema | space.damping.from must be a positive number, was -1
          ["tanh", "sine"]          | ["tanh", "relu"]                                | schema | space.activation.values must be one of tanh, sine, softplus, sigmoid, swish, gelu, cube, identity, was "relu"
          ["tanh", "sine"]          | ["tanh", "tanh"]                                | schema | space.activation.values must be a list of different values
          ["tanh", "sine"]          | []                                              | schema | space.activation.values must be a list that is not empty, was []
          "relative-error"          | "accuracy"                                      | schema | score.kind must be one of relative-error, residual, point-error, time-to-error, peak-memory, was "accuracy"
          "points": 50              | "points": 0                                     | schema | score.points must be a whole number from 1 to 10000000, was 0
          "bayesian"                | "genetic"                                       | schema | generator.kind must be one of random, grid, sobol, bayesian, halving, hyperband, was "genetic"
          "bayesian"                | "grid"                                          | schema | generator.points is missing
          "kind": "bayesian"        | "kind": "halving", "least": 40                  | reader | generator.least must be at most what a candidate is trained for (20 steps), was 40
          "steps": 20               | "steps": 20, "seconds": 3                       | schema | training must have steps or seconds, and not both
          "steps": 20               | "steps": 0                                      | schema | training.steps must be a whole number from 1 to 2147483647, was 0
          "candidates": 7           | "candidates": -1                                | schema | limits.candidates must be a whole number from 1 to 1000000, was -1
          "score": 1e-3             | "score": "good"                                 | schema | limits.score must be a number, was "good"
          "threads": 3              | "threads": 0                                    | schema | threads must be a whole number from 1 to 256, was 0
          "workers": 2              | "workers": 8                                    | reader | memory must be at least 3072 MiB for 8 workers (384 each), was 1024
          """)
  void aMistakeIsOneSentenceThatNamesIt(String part, String other, String seenBy, String expected) {
    IllegalArgumentException mistake =
        assertThrows(IllegalArgumentException.class, () -> parse(with(part, other)));
    if (!expected.contains("valid JSON")) {
      List<String> faults = SearchSchema.faults(with(part, other));
      assertEquals(seenBy.equals("schema"), !faults.isEmpty(), faults.toString());
    }
    assertTrue(mistake.getMessage().contains(expected), mistake.getMessage());
    assertEquals(1, mistake.getMessage().lines().count(), mistake.getMessage());
  }

  @Test
  void otherFilesAreNamedByTheirPaths() {
    IllegalArgumentException mistake =
        assertThrows(
            IllegalArgumentException.class,
            () -> SearchConfig.read(Path.of("no", "such.json"), Problems.library()));
    assertEquals("there is no file " + Path.of("no", "such.json"), mistake.getMessage());
  }

  @Test
  void theDefaultsAreTheCandidateOfAnEmptySpace() {
    SearchConfig config = parse(EQUATION);
    assertEquals(new SolveSpace(3).getValue(new double[0]), config.defaults());
    SearchConfig alone = parse(config.onlyDefaults().toString());
    assertEquals(0, alone.space().dimension());
    assertEquals(config.defaults(), alone.space().candidate(new double[0]));
    assertEquals(Set.of(), new HashSet<>(alone.space().axes()));
  }

  /** Every setting that a space can have, around the default or beside it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {}                                                                          | true
          {'width': 512, 'damping': {'kind': 'log', 'from': 1e-6, 'to': 1e-2}}        | true
          {'width': 128, 'damping': {'kind': 'log', 'from': 1e-6, 'to': 1e-2}}        | false
          {'damping': {'kind': 'log', 'from': 1e-3, 'to': 1e-2}}                      | false
          {'width': {'kind': 'integer', 'from': 500, 'to': 520}}                      | true
          {'batch': {'kind': 'category', 'values': [200, 400]}}                       | true
          {'batch': {'kind': 'category', 'values': [200, 300]}}                       | false
          {'activation': {'kind': 'category', 'values': ['sine', 'tanh']}}            | true
          {'activation': {'kind': 'category', 'values': ['sine', 'gelu']}}            | false
          {'inputScale': {'kind': 'real', 'from': 1, 'to': 5}}                        | true
          {'schedule': {'kind': 'category', 'values': ['linear', 'cosine']}}          | true
          {'rule': {'kind': 'category', 'values': ['adam', 'gauss-newton']}}          | true
          {'rule': {'kind': 'category', 'values': ['adam', 'sgd']}}                   | false
          {'credit': {'kind': 'category', 'values': ['low-rank', 'units']}, 'rank': {'kind': 'integer', 'from': 1, 'to': 9}} | true
          {'directions': {'kind': 'category', 'values': ['span', 'gaussian']}, 'directionCount': {'kind': 'category', 'values': ['all', 2]}} | true
          {'directions': {'kind': 'category', 'values': ['rademacher', 'gaussian']}}  | false
          {'twoSided': {'kind': 'category', 'values': [true, false]}}                 | true
          {'residual': {'kind': 'category', 'values': ['biased', 'unbiased']}}        | true
          """)
  void theDefaultsAreAPointOfASpaceThatHoldsThem(String space, boolean isHeld) {
    SearchConfig config =
        SearchConfig.parse(
            "test",
            """
            {"problem": {"kind": "equation", "name": "poisson-two-body", "dimension": 100},
             "space": %s,
             "score": {"kind": "relative-error"},
             "generator": {"kind": "random"},
             "training": {"steps": 9},
             "limits": {"candidates": 3}}
            """
                .formatted(space.replace('\'', '"')),
            Problems.library());
    SolveConfig defaults = config.defaults();
    double[] point = config.space().point(defaults);
    assertEquals(isHeld, point != null);
    if (point != null) {
      SolveConfig there = config.space().candidate(point);
      GaussNewton usual = (GaussNewton) defaults.training().stepRule();
      GaussNewton rule = (GaussNewton) there.training().stepRule();
      assertEquals(usual.damping(), rule.damping(), 1e-9 * usual.damping());
      assertEquals(defaults.network().inputScale(), there.network().inputScale(), 1e-9);
      assertEquals(defaults.network().width(), there.network().width());
      assertEquals(defaults.network().activation(), there.network().activation());
      assertEquals(defaults.loss(), there.loss());
      assertEquals(defaults.training().estimator(), there.training().estimator());
      assertEquals(defaults.training().schedule(), there.training().schedule());
    }
  }

  @Test
  void theSchemaThatAFileNamesIsNoPartOfIt() {
    String named = with("\"description\": \"d\"", "\"$schema\": \"../a.json\"");
    assertEquals(parse(EQUATION).identity(), parse(named).identity());
    assertFalse(parse(named).onlyDefaults().has("$schema"));
  }
}
