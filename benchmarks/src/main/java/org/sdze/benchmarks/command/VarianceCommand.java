package org.sdze.benchmarks.command;

import java.awt.Color;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.plan.ProblemArgument;
import org.sdze.benchmarks.variance.PowerLaw;
import org.sdze.benchmarks.variance.VarianceStudy;
import org.sdze.examples.cli.plan.MemoryNeeds;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.LinePlot;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemFactory;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code variance}: how much the estimates scatter, and how they point. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "variance",
    description =
        "Measures the variance of estimates against smoothing and direction count, and their cosine "
            + "with the exact gradient.")
final class VarianceCommand implements Callable<Integer> {

  private static final List<Color> COLORS =
      List.of(
          new Color(0xd5, 0x5e, 0x00),
          new Color(0x00, 0x72, 0xb2),
          new Color(0x00, 0x9e, 0x73),
          new Color(0xcc, 0x79, 0xa7));

  private final Interruption interruption;

  @Spec private CommandSpec spec;

  @Mixin private ProblemArgument problem = new ProblemArgument();

  @Option(
      names = "--width",
      paramLabel = "H",
      defaultValue = "64",
      description = "Units of a hidden layer (default: ${DEFAULT-VALUE}).")
  private @Nullable String width;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "2",
      description = "Hidden layers (default: ${DEFAULT-VALUE}).")
  private @Nullable String depth;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "100",
      description = "Collocation points of an evaluation (default: ${DEFAULT-VALUE}).")
  private @Nullable String batch;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "200",
      description = "How often every estimate is drawn (default: ${DEFAULT-VALUE}).")
  private @Nullable String draws;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Draws everything (default: ${DEFAULT-VALUE}).")
  private @Nullable String seed;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder for the pictures.")
  private @Nullable String out;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  VarianceCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    check();
    @Nullable Path place = OptionText.path("--out", out);
    ResultFiles files = place == null ? null : ResultFiles.in("--out", place);
    RandomKey root = RandomKey.root(seed());
    Problem drawn = Problems.draw(factory(), dimension(), seed());
    NetworkConfig shape = shape();
    DenseNetwork network = DenseNetworks.of(shape.create(drawn, root), shape.inputScale());
    DirectionLaw random = new RandomDirections(RandomDirections.Kind.RADEMACHER, 2);
    PrintStream stderr = System.err;
    VarianceStudy study =
        new VarianceStudy(
            network,
            loss(drawn, network, random),
            loss(drawn, network, SpanDirections.all()),
            root.purpose(Purpose.PROBE),
            draws(),
            stderr::println);
    List<PowerLaw> smoothing = study.againstSmoothing();
    List<PowerLaw> directions = study.againstDirections();
    Map<String, Map<String, Double>> cosines = study.cosines();
    String document =
        Json.text(new Document(drawn.name(), slopes(smoothing), slopes(directions), cosines));
    interruption.hold("the figures are being written");
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.println(document);
    } else {
      print(stdout, "Variance of the low-rank estimate", "smoothing", smoothing);
      print(stdout, "Variance of the estimated Laplacian", "directions", directions);
      stdout.println("Cosine with the exact gradient, one probe, root mean square");
      cosines.forEach(
          (name, layers) -> stdout.printf(Locale.ROOT, "  %-40s %s%n", name, cells(layers)));
    }
    stdout.flush();
    interruption.leaves("the figures are printed");
    if (files != null) {
      Path folder = files.made();
      String subject =
          Text.format(
              "%s, d = %,d, %d hidden layer(s) of %d, %,d points, %,d draws",
              drawn.name(), drawn.dimension(), shape.depth(), width(), batch(), draws());
      draw(
          LinePlot.powers("smoothing ε", "total variance of the estimate"),
          smoothing,
          "Variance of the low-rank estimate against smoothing",
          subject,
          folder.resolve("smoothing.png"));
      draw(
          LinePlot.powers("number of directions V", "variance of the estimated ΔN"),
          directions,
          "Variance of the Laplacian against the number of directions",
          subject,
          folder.resolve("directions.png"));
      AtomicFile.write(folder.resolve("variance.json"), document);
      interruption.leaves("the figures are printed and written to " + folder);
    }
    return 0;
  }

  private ResidualLoss loss(Problem problem, DenseNetwork network, DirectionLaw law) {
    return new LossConfig(batch(), law, ResidualForm.UNBIASED).collapsed(problem, network);
  }

  /** What the command found. */
  private record Document(
      String problem,
      Map<String, Double> slopesAgainstSmoothing,
      Map<String, Double> slopesAgainstDirections,
      Map<String, Map<String, Double>> cosines) {}

  private static Map<String, Double> slopes(List<PowerLaw> laws) {
    Map<String, Double> slopes = new LinkedHashMap<>();
    laws.forEach(law -> slopes.put(law.name(), law.slope()));
    return slopes;
  }

  private static void print(PrintWriter out, String title, String axis, List<PowerLaw> laws) {
    out.println(title);
    for (PowerLaw law : laws) {
      out.printf(Locale.ROOT, "  %-24s slope %6.3f%n", law.name(), law.slope());
      law.points()
          .forEach(p -> out.printf(Locale.ROOT, "    %s %-8.3g variance %.4g%n", axis, p[0], p[1]));
    }
  }

  private static String cells(Map<String, Double> layers) {
    StringBuilder text = new StringBuilder();
    layers.forEach((layer, cosine) -> text.append(Text.format("%s %.4f  ", layer, cosine)));
    return text.toString().strip();
  }

  private static void draw(
      LinePlot plot, List<PowerLaw> laws, String title, String subject, Path file)
      throws IOException {
    for (int k = 0; k < laws.size(); k++) {
      PowerLaw law = laws.get(k);
      plot.line(
          Text.format("%s, slope %.2f", law.name(), law.slope()), law.points(), COLORS.get(k));
    }
    plot.write(title, subject, file);
  }

  /**
   * Checks everything, before anything is drawn.
   *
   * @throws UserMistake naming the first thing that cannot be
   */
  private void check() {
    RunPlan.requireDimension(factory(), dimension());
    ProblemShape of = ProblemShape.of(factory(), dimension());
    MemoryNeeds.requireCountable(of, shape());
    MemoryNeeds.check(dimension(), shape(), batch(), numbers(of));
    draws();
    seed();
    OptionText.path("--out", out);
  }

  /** Parameters, their moved copy, an estimate and its frames; points; the rows of unit credit. */
  private double numbers(ProblemShape of) {
    double rows = (depth() - 1.0) * width() * width() + batch();
    return 4.0 * shape().parameters(of) + batch() * (dimension() + rows);
  }

  private ProblemFactory factory() {
    return problem.factory();
  }

  /** The network, in double precision. */
  private NetworkConfig shape() {
    NetworkConfig usual = Defaults.network(dimension(), depth());
    return new NetworkConfig(
        width(), depth(), usual.activation(), usual.inputScale(), Precision.DOUBLE);
  }

  private int dimension() {
    return problem.dimension(2);
  }

  private int width() {
    return new OptionText("--width", width).whole(4, 64);
  }

  private int depth() {
    return (int) new OptionText("--depth", depth).whole(1, 100, 2);
  }

  private int batch() {
    return (int) new OptionText("--batch", batch).whole(1, 1_000_000, 100);
  }

  private int draws() {
    return new OptionText("--draws", draws).whole(2, 200);
  }

  private long seed() {
    return new OptionText("--seed", seed).whole(Long.MIN_VALUE, Long.MAX_VALUE, 0);
  }
}
