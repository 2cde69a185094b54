package org.sdze.optimizer.network;

/**
 * The coordinates in which the gradient of a parameter is estimated, and a step rule remembers.
 *
 * @param parameter the parameter
 * @param rows of the coordinates
 * @param columns of the coordinates
 */
public record Coordinates(Parameter parameter, long rows, long columns) {

  /** Its own. */
  public static Coordinates whole(Parameter parameter) {
    return new Coordinates(parameter, parameter.matrix().rows(), parameter.matrix().columns());
  }

  /**
   * Those of a subspace of that rank, or of the smaller side of a matrix; a vector's are its own.
   */
  public static Coordinates ofRank(int rank, Parameter parameter) {
    long side = Math.min(parameter.matrix().rows(), parameter.matrix().columns());
    long least = Math.min(rank, side);
    return side > 1 ? new Coordinates(parameter, least, least) : whole(parameter);
  }
}
