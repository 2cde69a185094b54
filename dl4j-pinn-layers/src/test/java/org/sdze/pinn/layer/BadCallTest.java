package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sdze.testing.BadCall.nothing;

import java.io.File;
import java.util.List;
import java.util.NoSuchElementException;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.RandomDirections.Kind;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.FunctionJet;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SourceTerm;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.problem.Ridge;
import org.sdze.pinn.problem.ThreeBody;
import org.sdze.pinn.problem.TwoBody;
import org.sdze.pinn.score.AffineBaseline;
import org.sdze.pinn.score.RelativeError;
import org.sdze.testing.BadCall;
import org.sdze.testing.Sentence;
import org.sdze.testing.UntouchedGlobals;

/**
 * Calls that cannot be meant: each is refused with one sentence that names the thing, its value and
 * what is allowed, and changes nothing.
 */
class BadCallTest {

  private static final RandomKey KEY = RandomKey.root(1);
  private static final UnitBall BALL = new UnitBall(3);
  private static final SourceTerm ZERO = points -> new double[points.rows()];
  private static final DataType FLOAT = DataType.FLOAT;

  private static PinnOutputLayer.Builder layer() {
    return new PinnOutputLayer.Builder(new Poisson());
  }

  static List<BadCall> layers() {
    INDArray points = Nd4j.zeros(FLOAT, 4, 3);
    return List.of(
        BadCall.of(
            "Builder(null)",
            () -> new PinnOutputLayer.Builder(nothing()),
            "equation must be given, was null"),
        BadCall.of(
            "constraint(null)",
            () -> layer().constraint(nothing()),
            "constraint must be given, was null"),
        BadCall.of(
            "directionCount(0)",
            () -> layer().directionCount(0),
            "direction count must be at least 1, was 0"),
        BadCall.of(
            "directionCount(MIN_VALUE)",
            () -> layer().directionCount(Integer.MIN_VALUE),
            "direction count must be at least 1, was -2147483648"),
        BadCall.of(
            "inputScale(0)", () -> layer().inputScale(0), "input scale must be positive, was 0.0"),
        BadCall.of(
            "inputScale(NaN)",
            () -> layer().inputScale(Double.NaN),
            "input scale must be positive, was NaN"),
        BadCall.of(
            "inputScale(Infinity)",
            () -> layer().inputScale(1 / 0.0),
            "input scale must be positive and finite, was Infinity"),
        BadCall.of(
            "nOut(2)",
            () -> attach(layer().nIn(5).nOut(2).build()),
            "the output layer \"layer1\" must have one output, had 2"),
        BadCall.of(
            "activation(TANH)",
            () -> attach(layer().nIn(5).activation(Activation.TANH).build()),
            "the output layer \"layer1\" must have the identity activation, had TANH"),
        BadCall.of(
            "solution(null, …)",
            () -> layer().build().solution(nothing(), points),
            "points must be given, was null"),
        BadCall.of(
            "solution(points, points)",
            () -> layer().build().solution(points, points),
            "output must be one number at each of 4 points, was of shape [4, 3]"),
        BadCall.of(
            "FunctionJet(null, …)",
            () -> new FunctionJet(nothing(), new double[1], points, new double[1]),
            "value must be given, was null"),
        BadCall.of(
            "FunctionJet at other points",
            () -> new FunctionJet(new double[2], new double[2], points, new double[2]),
            "a function at 2 points",
            "had 2, 4 and 2"),
        network("dimension", 0, 5, 1, "dimension must be at least 1, was 0"),
        network("width", 3, -5, 1, "width must be at least 1, was -5"),
        network("depth", 3, 5, 0, "depth must be at least 1, was 0"),
        BadCall.of(
            "TrialNetworks.create(…, null, …)",
            () -> TrialNetworks.create(3, 5, 1, nothing(), FLOAT, 1, KEY),
            "activation must be given, was null"),
        BadCall.of(
            "TrialNetworks.create in half precision",
            () -> TrialNetworks.create(3, 5, 1, tanh(), DataType.FLOAT16, 1, KEY),
            "data type must be FLOAT or DOUBLE, was HALF"),
        BadCall.of(
            "TrialNetworks.create at scale -1",
            () -> TrialNetworks.create(3, 5, 1, tanh(), FLOAT, -1, KEY),
            "input scale must be positive, was -1.0"),
        BadCall.of(
            "TrialNetworks.create(…, null)",
            () -> TrialNetworks.create(3, 5, 1, tanh(), FLOAT, 1, nothing()),
            "key must be given, was null"));
  }

  private static BadCall network(String what, int dimension, int width, int depth, String named) {
    return BadCall.of(
        "TrialNetworks.create with a bad " + what,
        () -> TrialNetworks.create(dimension, width, depth, tanh(), FLOAT, 1, KEY),
        named);
  }

  private static IActivation tanh() {
    return new ActivationTanH();
  }

  static List<BadCall> points() {
    INDArray others = Nd4j.zeros(FLOAT, 4, 2);
    return List.of(
        BadCall.of(
            "CollocationIterator(null, …)",
            () -> new CollocationIterator(nothing(), ZERO, 1, 1, KEY),
            "domain must be given, was null"),
        BadCall.of(
            "CollocationIterator(…, null, …)",
            () -> new CollocationIterator(BALL, nothing(), 1, 1, KEY),
            "source must be given, was null"),
        BadCall.of(
            "CollocationIterator of empty batches",
            () -> new CollocationIterator(BALL, ZERO, 0, 1, KEY),
            "batch must be at least 1, was 0"),
        BadCall.of(
            "CollocationIterator of no batches",
            () -> new CollocationIterator(BALL, ZERO, 1, -2, KEY),
            "batches must be at least 1, was -2"),
        BadCall.of(
            "CollocationIterator of integers",
            () -> new CollocationIterator(BALL, ZERO, 1, 1, DataType.INT32, KEY),
            "data type must be FLOAT or DOUBLE, was INT"),
        BadCall.of(
            "CollocationIterator(…, null, key)",
            () -> new CollocationIterator(BALL, ZERO, 1, 1, nothing(), KEY),
            "data type must be given, was null"),
        BadCall.of(
            "CollocationIterator(…, null)",
            () -> new CollocationIterator(BALL, ZERO, 1, 1, nothing()),
            "key must be given, was null"),
        BadCall.of(
            "skip(-1)", () -> iterator().skip(-1), "batches to skip must be at least 0, were -1"),
        BadCall.of("next(0)", () -> iterator().next(0), "points must be at least 1, was 0"),
        BadCall.of("UnitBall(0)", () -> new UnitBall(0), "dimension must be at least 1, was 0"),
        BadCall.of("UnitBall(-1)", () -> new UnitBall(-1), "dimension", "at least 1", "-1"),
        BadCall.of("draw(null, …)", () -> BALL.draw(nothing(), others), "key", "null"),
        BadCall.of("draw(key, null)", () -> BALL.draw(KEY, nothing()), "points", "null"),
        BadCall.of(
            "draw points of another dimension",
            () -> BALL.draw(KEY, others),
            "points must have 3 columns, had 2"));
  }

  private static CollocationIterator iterator() {
    return new CollocationIterator(BALL, ZERO, 2, 1, KEY);
  }

  static List<BadCall> directions() {
    RandomDirections axes = new RandomDirections(Kind.COORDINATE, 4);
    return List.of(
        BadCall.of(
            "SpanDirections(0)",
            () -> new SpanDirections(0),
            "direction count must be at least 1, was 0"),
        BadCall.of(
            "SpanDirections(MIN_VALUE)",
            () -> new SpanDirections(Integer.MIN_VALUE),
            "direction count",
            "at least 1",
            "-2147483648"),
        BadCall.of(
            "SpanDirections.draw(null, …)",
            () -> SpanDirections.all().draw(nothing(), 3, new Workspace(FLOAT)),
            "key must be given, was null"),
        BadCall.of(
            "SpanDirections.draw in no dimension",
            () -> SpanDirections.all().draw(KEY, 0, new Workspace(FLOAT)),
            "dimension must be at least 1, was 0"),
        BadCall.of(
            "RandomDirections(null, 1)",
            () -> new RandomDirections(nothing(), 1),
            "kind must be given, was null"),
        BadCall.of(
            "RandomDirections(…, -3)",
            () -> new RandomDirections(Kind.GAUSSIAN, -3),
            "direction count must be at least 1, was -3"),
        BadCall.of(
            "half of an odd count",
            () -> new RandomDirections(Kind.RADEMACHER, 5).half(),
            "direction count must be even",
            "was 5"),
        BadCall.of(
            "more coordinates than there are",
            () -> axes.draw(KEY, 3, new Workspace(FLOAT)),
            "direction count must be at most the dimension (3) for coordinates, was 4"),
        BadCall.of(
            "RandomDirections.draw(…, null)",
            () -> axes.draw(KEY, 9, nothing()),
            "workspace must be given, was null"));
  }

  static List<BadCall> problems() {
    return List.of(
        BadCall.of(
            "create(null, …)",
            () -> Problems.library().create(nothing(), 9, KEY),
            "name must be given, was null"),
        BadCall.of(
            "create(\"poison-ridge\", …)",
            () -> Problems.library().create("poison-ridge", 9, KEY),
            "there is no problem \"poison-ridge\"",
            "poisson-ridge"),
        BadCall.of(
            "create(\"\", …)",
            () -> Problems.library().create("", 9, KEY),
            "there is no problem \"\""),
        BadCall.of(
            "get(null)", () -> Problems.library().get(nothing()), "name must be given, was null"),
        BadCall.of(
            "create(…, 1, …)",
            () -> Problems.library().create("poisson-two-body", 1, KEY),
            "dimension of a poisson-two-body problem must be at least 2, was 1"),
        BadCall.of(
            "create(…, MIN_VALUE, …)",
            () -> Problems.library().create("poisson-ridge", Integer.MIN_VALUE, KEY),
            "dimension of a poisson-ridge problem must be at least 1, was -2147483648"),
        BadCall.of(
            "create(…, null)",
            () -> Problems.library().create("poisson-ridge", 9, nothing()),
            "key must be given, was null"),
        BadCall.of("TwoBody.of(3, null)", () -> TwoBody.of(3, nothing()), "key", "null"),
        BadCall.of("ThreeBody.of(2, key)", () -> ThreeBody.of(2, KEY), "dimension", "3", "was 2"),
        BadCall.of("Ridge.of(3, null)", () -> Ridge.of(3, nothing()), "key", "null"),
        BadCall.of(
            "a source at null",
            () -> Problems.library().create("poisson-ridge", 9, KEY).source((INDArray) nothing()),
            "points must be given, was null"),
        BadCall.of(
            "a source at points of another dimension",
            () ->
                Problems.library().create("poisson-ridge", 9, KEY).source(Nd4j.zeros(FLOAT, 4, 2)),
            "points must be a matrix with 9 columns",
            "[4, 2]"),
        BadCall.of(
            "Problem(…, null)",
            () -> Problem.manufactured("mine", new Poisson(), nothing()),
            "solution must be given, was null"),
        BadCall.of("AffineBaseline(0)", () -> new AffineBaseline(0), "dimension", "1", "0"),
        BadCall.of(
            "RelativeError.of(null, …)",
            () -> RelativeError.of(nothing(), new double[1]),
            "prediction must be given, was null"),
        BadCall.of(
            "RelativeError.of other lengths",
            () -> RelativeError.of(new double[2], new double[1]),
            "there must be one exact value for each point, were 1 for 2"),
        BadCall.of(
            "RelativeError.of nothing",
            () -> RelativeError.of(new double[0], new double[0]),
            "a relative error needs a point where the exact solution is not zero"));
  }

  @ParameterizedTest
  @MethodSource({"layers", "points", "directions", "problems"})
  void isRefusedWithASentenceAndChangesNothing(BadCall bad) {
    String[] files = new File(".").list();
    UntouchedGlobals.puttingBack(
        () -> {
          bad.check();
          return bad;
        });
    assertArrayEquals(files, new File(".").list(), "a file was written");
  }

  @Test
  void anEpochThatIsOverSaysSo() {
    CollocationIterator iterator = iterator();
    iterator.next();
    Sentence.refused(NoSuchElementException.class, iterator::next, "the epoch is over");
    Sentence.refused(
        UnsupportedOperationException.class,
        () -> iterator.setPreProcessor(null),
        "points are used as they are drawn");
    iterator.reset();
    assertEquals(2, iterator.next().numExamples());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"directionCount\" : 7|\"directionCount\" : -1|direction count must be at least 1, was -1",
        "\"inputScale\" : 2.0|\"inputScale\" : -2.0|input scale must be positive, was -2.0",
        "\"inputScale\" : 2.0|\"inputScale\" : \"NaN\"|input scale must be positive, was NaN",
        "\"equation\"|\"equation\" : null, \"ignored\"|equation of a PinnOutputLayer must be given",
        "\"constraint\"|\"constraint\" : null, \"ignored\"|constraint of a PinnOutputLayer must be",
      })
  void inJsonItIsRefusedWithASentence(String from, String to, String sentence) {
    String json =
        UntouchedGlobals.puttingBack(
            () -> configuration(layer().directionCount(7).inputScale(2).nIn(5).build()).toJson());
    assertTrue(json.contains(from), json);
    String edited = json.replace(from, to);
    Throwable thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                UntouchedGlobals.puttingBack(
                    () -> attach(MultiLayerConfiguration.fromJson(edited))));
    Sentence.check(thrown.getMessage(), sentence);
  }

  private static MultiLayerConfiguration configuration(OutputLayer output) {
    return new NeuralNetConfiguration.Builder()
        .updater(Sdze.builder().build())
        .list()
        .layer(new DenseLayer.Builder().nIn(3).nOut(5).activation(Activation.TANH).build())
        .layer(output)
        .build();
  }

  private static MultiLayerNetwork attach(OutputLayer output) {
    return attach(configuration(output));
  }

  private static MultiLayerNetwork attach(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return Sdze.attach(network);
  }
}
