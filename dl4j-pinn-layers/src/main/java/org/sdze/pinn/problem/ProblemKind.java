package org.sdze.pinn.problem;

/** What kinds of problems differ in how they are solved best. */
public enum ProblemKind {
  /**
   * One equation in u, Δu and ‖∇u‖² of one output, all of whose conditions the constraint holds:
   * sums over directions, without their terms, are enough.
   */
  COLLAPSED,
  /**
   * The same with a terminal value and ∂u/∂t: sums over directions in space, and time beside them.
   */
  TERMINAL,
  /**
   * The same as {@link #COLLAPSED} with values given on faces, in so many dimensions that rows
   * along lines of their own would not be written out: sums over directions are enough there, too.
   */
  FACED,
  /** Any other without time: operators are exact along lines of their own. */
  STATIONARY,
  /** Any other with time. */
  EVOLUTION,
  /**
   * Any whose solution has fronts or waves that are short beside the domain, which deep narrow
   * networks hold; operators are exact along lines of their own.
   */
  FINE;

  /** Whether operators are exact along lines of their own. */
  public boolean isByLines() {
    return this != COLLAPSED && this != TERMINAL && this != FACED;
  }
}
