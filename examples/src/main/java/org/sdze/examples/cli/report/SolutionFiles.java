package org.sdze.examples.cli.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.LookupPaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYDataset;
import org.jfree.data.xy.DefaultXYZDataset;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.domain.Extent;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Solve;

/**
 * The solution on a grid, as {@code solution.csv} and {@code solution.png}: a curve in one
 * coordinate, heat maps in two, the slice through the middle of the others above. Of several
 * outputs the picture shows the first.
 */
final class SolutionFiles {

  static final String CSV = "solution.csv";
  static final String PICTURE = "solution.png";

  private static final int CURVE_POINTS = 401;
  private static final int SIDE = 101;
  private static final int WIDTH = 520; // of one of the maps
  private static final int HEIGHT = 460;
  private static final int SHADES = 64;

  private final Problem problem;
  private final Extent extent;
  private final int axes; // 1 or 2 that vary: of more the last two, so that time stays one
  private final int firstAxis;
  private final double[][] grid; // [points][d]
  private final double[] values; // [points · m]
  private final double @Nullable [] exact;

  private SolutionFiles(Solve solve, Extent extent) {
    this.problem = solve.problem();
    this.extent = extent;
    this.axes = Math.min(2, extent.dimension());
    this.firstAxis = extent.dimension() - axes;
    this.grid = grid();
    INDArray points = points(solve);
    this.values = solve.at(points);
    this.exact = problem.solution() == null ? null : problem.exact(points);
  }

  /** Writes them, if the domain lies in a box. */
  static void write(Solve solve, Path folder) throws IOException {
    Extent extent = solve.problem().domain().extent();
    if (extent == null) {
      return;
    }
    SolutionFiles files = new SolutionFiles(solve, extent);
    AtomicFile.write(folder.resolve(CSV), files.csv());
    Pictures.write(folder.resolve(PICTURE), out -> ImageIO.write(files.picture(), "png", out));
  }

  private double[][] grid() {
    int side = axes == 1 ? CURVE_POINTS : SIDE;
    double[][] points = new double[axes == 1 ? side : side * side][];
    for (int k = 0; k < points.length; k++) {
      double[] point = new double[extent.dimension()];
      for (int axis = 0; axis < point.length; axis++) {
        point[axis] = extent.centre(axis);
      }
      for (int varied = 0; varied < axes; varied++) {
        int axis = firstAxis + varied;
        int place = varied == 0 ? k % side : k / side;
        double share = place / (side - 1.0);
        point[axis] =
            extent.lower().get(axis)
                + share * (extent.upper().get(axis) - extent.lower().get(axis));
      }
      points[k] = point;
    }
    return points;
  }

  private INDArray points(Solve solve) {
    int d = extent.dimension();
    double[] columns = new double[grid.length * d];
    for (int i = 0; i < grid.length; i++) {
      for (int axis = 0; axis < d; axis++) {
        columns[axis * grid.length + i] = grid[i][axis];
      }
    }
    return HostArrays.matrix(columns, grid.length, solve.network().params().dataType());
  }

  private String csv() {
    StringBuilder text = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int axis = 0; axis < extent.dimension(); axis++) {
      names.add(name(axis));
    }
    for (int output = 0; output < problem.outputs(); output++) {
      names.add("u" + output);
      if (exact != null) {
        names.add("exact" + output);
      }
    }
    text.append(String.join(",", names)).append(System.lineSeparator());
    for (int i = 0; i < grid.length; i++) {
      List<String> row = new ArrayList<>();
      Arrays.stream(grid[i]).forEach(x -> row.add(Double.toString(x)));
      for (int output = 0; output < problem.outputs(); output++) {
        row.add(Double.toString(values[output * grid.length + i]));
        if (exact != null) {
          row.add(Double.toString(exact[output * grid.length + i]));
        }
      }
      text.append(String.join(",", row)).append(System.lineSeparator());
    }
    return text.toString();
  }

  private BufferedImage picture() {
    List<JFreeChart> charts = new ArrayList<>();
    if (axes == 1) {
      charts.add(curves());
    } else {
      double[] first = Arrays.copyOf(values, grid.length);
      charts.add(map("u", first));
      if (exact != null) {
        double[] known = Arrays.copyOf(exact, grid.length);
        double[] error = new double[grid.length];
        Arrays.setAll(error, i -> Math.abs(first[i] - known[i]));
        charts.add(map("u*", known));
        charts.add(map("|u − u*|", error));
      }
    }
    BufferedImage image =
        new BufferedImage(WIDTH * charts.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int k = 0; k < charts.size(); k++) {
      charts.get(k).draw(graphics, new Rectangle2D.Double(k * WIDTH, 0, WIDTH, HEIGHT));
    }
    graphics.dispose();
    return image;
  }

  private JFreeChart curves() {
    DefaultXYDataset lines = new DefaultXYDataset();
    double[] x = Arrays.stream(grid).mapToDouble(point -> point[0]).toArray();
    lines.addSeries("u", new double[][] {x, Arrays.copyOf(values, grid.length)});
    if (exact != null) {
      lines.addSeries("u*", new double[][] {x, Arrays.copyOf(exact, grid.length)});
    }
    XYPlot plot =
        new XYPlot(lines, axis(0), new NumberAxis("u"), new XYLineAndShapeRenderer(true, false));
    plot.setBackgroundPaint(Color.WHITE);
    return chart(problem.name(), plot);
  }

  private String name(int axis) {
    boolean isTime = problem.domain().hasTime() && axis == extent.dimension() - 1;
    return isTime ? "t" : "x" + axis;
  }

  private NumberAxis axis(int varied) {
    int axis = firstAxis + varied;
    NumberAxis named = new NumberAxis(name(axis));
    named.setRange(extent.lower().get(axis), extent.upper().get(axis));
    return named;
  }

  private JFreeChart map(String title, double[] heights) {
    double least = Arrays.stream(heights).filter(Double::isFinite).min().orElse(0);
    double most = Arrays.stream(heights).filter(Double::isFinite).max().orElse(1);
    double end = most > least ? most : least + 1e-12 + 1e-9 * Math.abs(least);
    LookupPaintScale scale = new LookupPaintScale(least, end, Color.LIGHT_GRAY);
    for (int shade = 0; shade < SHADES; shade++) {
      float share = shade / (SHADES - 1f);
      scale.add(
          least + share * (end - least), Color.getHSBColor(0.68f * (1 - share), 0.75f, 0.95f));
    }
    NumberAxis horizontal = axis(0);
    NumberAxis vertical = axis(1);
    double[][] data = new double[3][grid.length];
    for (int i = 0; i < grid.length; i++) {
      data[0][i] = grid[i][firstAxis];
      data[1][i] = grid[i][firstAxis + 1];
      data[2][i] = heights[i];
    }
    DefaultXYZDataset blocks = new DefaultXYZDataset();
    blocks.addSeries(title, data);
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setBlockWidth(horizontal.getRange().getLength() / (SIDE - 1));
    renderer.setBlockHeight(vertical.getRange().getLength() / (SIDE - 1));
    renderer.setPaintScale(scale);
    JFreeChart chart = chart(title, new XYPlot(blocks, horizontal, vertical, renderer));
    chart.removeLegend();
    NumberAxis heightsAxis = new NumberAxis();
    heightsAxis.setNumberFormatOverride(new DecimalFormat("0.##E0"));
    PaintScaleLegend legend = new PaintScaleLegend(scale, heightsAxis);
    legend.setPosition(RectangleEdge.RIGHT);
    legend.setMargin(new RectangleInsets(20, 6, 40, 6));
    chart.addSubtitle(legend);
    return chart;
  }

  private static JFreeChart chart(String title, XYPlot plot) {
    JFreeChart chart = new JFreeChart(title, plot);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }
}
