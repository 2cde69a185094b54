package org.sdze.arbiter.space;

import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;

/**
 * The ways to solve an equation in d dimensions, over any of the {@link SolveSettings}: network,
 * loss and training together.
 */
public final class SolveSpace extends SettingSpace<SolveConfig, SolveSpace> {

  @JsonProperty private final int dimension;
  @JsonProperty private final boolean byLines;
  @JsonProperty private final boolean terminal;

  /**
   * A space that leaves everything to the defaults, for a problem of one equation in u, Δu and
   * ‖∇u‖².
   *
   * @param dimension of the problem
   */
  public SolveSpace(int dimension) {
    this(dimension, false, false);
  }

  /**
   * A space that leaves everything to the defaults.
   *
   * @param dimension of the problem
   * @param byLines {@link SolveSettings#BY_LINES}, which follows from the problem
   * @param terminal {@link SolveSettings#TERMINAL}, which does, too
   */
  public SolveSpace(
      @JsonProperty("dimension") int dimension,
      @JsonProperty("byLines") boolean byLines,
      @JsonProperty("terminal") boolean terminal) {
    super(SolveSettings.CATALOGUE);
    this.dimension = SdzeSettings.DIMENSION.require(dimension);
    this.byLines = byLines;
    this.terminal = terminal;
  }

  @Override
  SolveSpace empty() {
    return new SolveSpace(dimension, byLines, terminal);
  }

  @Override
  Choices context(Choices choices) {
    return choices
        .with(SdzeSettings.DIMENSION, dimension)
        .with(SolveSettings.BY_LINES, byLines)
        .with(SolveSettings.TERMINAL, terminal);
  }

  /**
   * The candidate at a point.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @Override
  public SolveConfig getValue(double[] point) {
    Choices choices = choices(point);
    if (numParameters() == 0) {
      choices.require();
    }
    return SolveSettings.config(choices);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof SolveSpace that
        && dimension == that.dimension
        && byLines == that.byLines
        && terminal == that.terminal;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + 4 * dimension + (byLines ? 2 : 0) + (terminal ? 1 : 0);
  }
}
