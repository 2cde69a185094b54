package org.sdze.cuda;

import org.sdze.optimizer.argument.Argument;

/**
 * The sizes of a step's arrays and launches: arithmetic alone, without a device.
 *
 * <p>Points are padded to groups of 16, 32 or 64, units to blocks of 128, equations to tiles of 32;
 * what is padded is zero. How many blocks share a sum depends on the device's processors, so that
 * bits are the same on the same kind of device.
 *
 * @param dimension d
 * @param points n
 * @param width h
 * @param processors of the device
 */
record StepPlan(int dimension, int points, int width, int processors) {

  static final int TILE = 64;
  static final int BLOCK = 128;
  static final int SIDE = 32;
  static final int PASS_THREADS = 512;
  static final int SUMS = 5;
  static final int PLANES = 5;

  // The backward substitution holds the equations' right side in shared memory.
  static final int MOST_POINTS = 10_000;

  private static final int RADII_BLOCKS = 4; // a processor

  StepPlan {
    if (points > MOST_POINTS) {
      throw Argument.refused(
          "a device takes a batch of %d points at most, was %d", MOST_POINTS, points);
    }
  }

  /** Sixteens of points in a group: 1, 2 or 4. */
  int sixteens() {
    return points <= 16 ? 1 : points <= 32 ? 2 : 4;
  }

  /** Points of a group, whose numbers a block of threads draws at once. */
  int groupPoints() {
    return 16 * sixteens();
  }

  /** Groups of points. */
  int groups() {
    return ceiling(points, groupPoints());
  }

  /** n, padded. */
  int paddedPoints() {
    return groups() * groupPoints();
  }

  /** h, padded. */
  int paddedWidth() {
    return BLOCK * ceiling(width, BLOCK);
  }

  /** Blocks of W's columns. */
  int columnBlocks() {
    return paddedWidth() / BLOCK;
  }

  /** The number of equations, padded. */
  int equations() {
    return SIDE * ceiling(paddedPoints(), SIDE);
  }

  /** Tiles of W's rows. */
  int tiles() {
    return ceiling(dimension, TILE);
  }

  /** Blocks that share the rows of W when it is read. */
  int forwardBlocks() {
    return Math.max(1, Math.min(tiles(), processors / (columnBlocks() * groups())));
  }

  /** Pairs of different groups. */
  int groupPairs() {
    return groups() * (groups() - 1) / 2;
  }

  /** Blocks that share the coordinates for the products between groups. */
  int crossBlocks() {
    return Math.max(1, Math.min(tiles(), 2 * processors / Math.max(1, groupPairs())));
  }

  /** Blocks that share the rows of W when it is changed. */
  int updateBlocks() {
    return Math.max(1, Math.min(tiles(), processors / columnBlocks()));
  }

  /** Blocks that share the coordinates for ‖ξ‖². */
  int radiiBlocks() {
    return Math.max(1, Math.min(tiles(), RADII_BLOCKS * processors));
  }

  /** Numbers of W. */
  long weights() {
    return (long) dimension * paddedWidth();
  }

  int forwardShared() {
    int buffers = 2 * (TILE / 2 + 1) * (groupPoints() + 8);
    return Float.BYTES * Math.max(buffers, groupPoints() * BLOCK);
  }

  int crossShared() {
    return Float.BYTES * TILE * (TILE + 8);
  }

  int updateShared() {
    int numbers = 2 * TILE * (groupPoints() / 2 + 4);
    return Float.BYTES * Math.max(groupPoints() * (BLOCK + 8) + numbers, 32 * BLOCK);
  }

  int backwardShared() {
    return Float.BYTES * equations();
  }

  /** The bytes of all arrays on the device. */
  long bytes() {
    long p = paddedPoints();
    long w = paddedWidth();
    long n = equations();
    long numbers =
        weights()
            + dimension // of the solution
            + forwardBlocks() * (p * w + SUMS * p + p * groupPoints())
            + (groups() > 1 ? (long) crossBlocks() * groupPairs() * TILE * TILE : 0)
            + updateBlocks() * w
            + radiiBlocks() * p
            + p * w * (2 + PLANES)
            + p * p
            + (n + SIDE) * n
            + n * SIDE;
    return numbers * Float.BYTES;
  }

  private static int ceiling(int number, int unit) {
    return (number + unit - 1) / unit;
  }
}
