package org.sdze.optimizer.step;

/** How a learning rate follows the fraction of a run's budget that is spent. */
public enum Schedule {
  /** Always the whole rate. */
  CONSTANT {
    @Override
    double at(double progress) {
      return 1;
    }
  },
  /** Falls linearly to a hundredth. */
  LINEAR {
    @Override
    double at(double progress) {
      return Math.max(FLOOR, 1 - progress);
    }
  },
  /** Falls along half a cosine to a hundredth. */
  COSINE {
    @Override
    double at(double progress) {
      return Math.max(FLOOR, 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
  };

  private static final double FLOOR = 0.01;

  /**
   * The factor of the learning rate.
   *
   * @param progress the fraction of the budget that is spent, in [0, 1]
   */
  public final double factor(double progress) {
    if (!(progress >= 0 && progress <= 1)) {
      throw new IllegalArgumentException("progress must be in [0, 1], was " + progress);
    }
    return at(progress);
  }

  abstract double at(double progress);
}
