package org.sdze.examples.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.text.Text;

/** A picture of lines over a logarithmic axis, with level lines for baselines. */
public final class LinePlot {

  /** The color of the constant baseline. */
  public static final Color CONSTANT = new Color(0xb0, 0x4a, 0x3a);

  /** The color of the affine baseline. */
  public static final Color AFFINE = new Color(0xb8, 0x78, 0x10);

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 620;
  private static final Color INK = new Color(0x33, 0x33, 0x33);
  private static final Color GRID = new Color(0xcc, 0xcc, 0xcc);
  private static final Color FINE_GRID = new Color(0xee, 0xee, 0xee);
  private static final Color BEHIND_TEXT = new Color(0xff, 0xff, 0xff, 0xb0);

  // JFreeChart leaves out a label that round-off puts beyond the axis.
  private static final double ON_THE_EDGE = 0.999;

  // Where the labels of two levels would lie over each other, as a logarithm.
  private static final double NEAR = 0.5;

  private final List<Double> levels = new ArrayList<>();
  private final XYSeriesCollection series = new XYSeriesCollection();
  private final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
  private final ValueAxis horizontal;
  private final LogAxis vertical;
  private final XYPlot plot;

  private LinePlot(ValueAxis horizontal, LogAxis vertical) {
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.plot = new XYPlot(series, horizontal, vertical, renderer);
  }

  /** Errors against the seconds of training. */
  public static LinePlot errors() {
    NumberAxis seconds = new NumberAxis("seconds of training");
    seconds.setAutoRangeIncludesZero(true);
    seconds.setUpperMargin(0.02);
    return new LinePlot(seconds, new LogAxis("relative L2 error"));
  }

  /** Powers: both axes are logarithmic. */
  public static LinePlot powers(String horizontal, String vertical) {
    return new LinePlot(new LogAxis(horizontal), new LogAxis(vertical));
  }

  /**
   * Adds a line.
   *
   * @param name what the legend calls it
   * @param points {horizontal, vertical}; what has no logarithm is left out
   */
  public void line(String name, List<double[]> points, Color color) {
    XYSeries line = new XYSeries(name);
    for (double[] point : points) {
      if (point[1] > 0 && !Double.isInfinite(point[1])) {
        line.add(point[0], point[1]);
      }
    }
    add(line, color, new BasicStroke(2.5f), true);
  }

  /**
   * A level line with its value above its right end, or below it where another one is near; nothing
   * where there is no level.
   */
  public void baseline(String name, @Nullable Double level, Color color) {
    if (level == null || level <= 0) {
      return;
    }
    Range times = series.getDomainBounds(false);
    double end = times == null ? 1 : times.getUpperBound();
    XYSeries line = new XYSeries(name);
    line.add(0, level);
    line.add(end, level);
    add(
        line,
        color,
        new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {8, 6}, 0),
        false);
    boolean isBelow = levels.stream().anyMatch(other -> Math.abs(Math.log(other / level)) < NEAR);
    levels.add(level);
    XYTextAnnotation label =
        new XYTextAnnotation(
            Text.format("%s %.1e", name, level), end, isBelow ? level / 1.03 : level * 1.03);
    label.setTextAnchor(isBelow ? TextAnchor.TOP_RIGHT : TextAnchor.BOTTOM_RIGHT);
    label.setPaint(color);
    label.setBackgroundPaint(BEHIND_TEXT);
    label.setFont(font(Font.PLAIN, 14));
    plot.addAnnotation(label);
  }

  private void add(XYSeries line, Color color, BasicStroke stroke, boolean hasPoints) {
    int index = series.getSeriesCount();
    series.addSeries(line);
    renderer.setSeriesPaint(index, color);
    renderer.setSeriesStroke(index, stroke);
    renderer.setSeriesShape(index, new Ellipse2D.Double(-3.5, -3.5, 7, 7));
    renderer.setSeriesShapesVisible(index, hasPoints);
  }

  /** Draws the picture and writes it as PNG, where this machine can draw text. */
  public void write(String title, String subtitle, Path file) throws IOException {
    Pictures.write(
        file, out -> ChartUtils.writeChartAsPNG(out, finish(title, subtitle), WIDTH, HEIGHT));
  }

  private JFreeChart finish(String title, String text) {
    renderer.setLegendLine(new Line2D.Double(-18, 0, 18, 0));
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlinePaint(GRID);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDomainGridlinePaint(FINE_GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlinePaint(GRID);
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setRangeMinorGridlinesVisible(true);
    plot.setRangeMinorGridlinePaint(FINE_GRID);
    plot.setRangeMinorGridlineStroke(new BasicStroke(1));
    axis(horizontal);
    axis(vertical);
    wholeDecades(vertical, series.getRangeBounds(false));
    if (horizontal instanceof LogAxis powers) {
      wholeDecades(powers, series.getDomainBounds(false));
    }
    JFreeChart chart = new JFreeChart(title, font(Font.BOLD, 18), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(10, 10, 6, 24));
    chart.getTitle().setPaint(INK);
    TextTitle subtitle = new TextTitle(text, font(Font.PLAIN, 13));
    subtitle.setPaint(INK);
    subtitle.setPadding(2, 0, 10, 0);
    chart.addSubtitle(0, subtitle);
    chart.getLegend().setItemFont(font(Font.PLAIN, 14));
    chart.getLegend().setFrame(BlockBorder.NONE);
    return chart;
  }

  /** From a power of ten to another, labelled there, with fine lines at 2, 3 … 9 between them. */
  private static void wholeDecades(LogAxis axis, @Nullable Range range) {
    axis.setBaseSymbol("10");
    axis.setBaseFormatter(new DecimalFormat("0"));
    axis.setTickUnit(new NumberTickUnit(1, new DecimalFormat("0"), 9));
    axis.setMinorTickMarksVisible(true);
    if (range != null) {
      double low = Math.floor(Math.log10(range.getLowerBound()));
      double high = Math.max(low + 1, Math.ceil(Math.log10(range.getUpperBound())));
      axis.setRange(Math.pow(10, low) * ON_THE_EDGE, Math.pow(10, high) / ON_THE_EDGE);
    }
  }

  private static void axis(ValueAxis axis) {
    axis.setLabelFont(font(Font.PLAIN, 15));
    axis.setTickLabelFont(font(Font.PLAIN, 14));
    axis.setLabelPaint(INK);
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(GRID);
    axis.setTickMarkPaint(GRID);
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }
}
