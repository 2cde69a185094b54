package org.sdze.cuda;

import org.sdze.optimizer.random.RandomKey;

/** The device's random numbers, computed here in double. */
final class Draws {

  private Draws() {}

  /** Philox-4x32-10 (Salmon et al. 2011). */
  static int[] philox(int c0, int c1, int c2, int c3, int key0, int key1) {
    int[] c = {c0, c1, c2, c3};
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < 10; round++) {
      long p0 = (c[0] & 0xFFFFFFFFL) * 0xD2511F53L;
      long p1 = (c[2] & 0xFFFFFFFFL) * 0xCD9E8D57L;
      c =
          new int[] {
            (int) (p1 >>> 32) ^ c[1] ^ k0, (int) p1, (int) (p0 >>> 32) ^ c[3] ^ k1, (int) p0
          };
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    return c;
  }

  /** ξ of a point and a coordinate, before it is rounded. */
  static double normal(int coordinate, int point, int step, int purpose, RandomKey key) {
    long state = key.state();
    int[] bits =
        philox(coordinate / 2, point / 2, step, purpose, (int) state, (int) (state >>> 32));
    int half = 2 * (point % 2);
    double u = ((bits[half] >>> 9) + 0.5) / 8_388_608;
    double angle = 2 * Math.PI * (bits[half + 1] >>> 9) / 8_388_608;
    double radius = Math.sqrt(-2 * Math.log(u));
    return coordinate % 2 == 0 ? radius * Math.cos(angle) : radius * Math.sin(angle);
  }

  /** To half precision: 11 bits, or multiples of 2⁻²⁴ below 2⁻¹⁴. */
  static double rounded(double number) {
    double unit = Math.scalb(1.0, Math.max(Math.getExponent(number), -14) - 10);
    return Math.rint(number / unit) * unit;
  }

  /** Points of a step in the unit ball, {@code [n][d]}. */
  static double[][] points(int n, int d, int step, RandomKey key) {
    double[][] points = new double[n][d];
    for (int p = 0; p < n; p++) {
      double sum = 0;
      for (int i = 0; i < d; i++) {
        double normal = normal(i, p, step, BallStep.POINTS, key);
        points[p][i] = rounded(normal);
        sum += normal * normal;
      }
      // the device adds the squares of whole pairs; in the last of an odd number of coordinates,
      // the one that is there
      long state = key.state();
      int word = philox(p, 0, step, BallStep.RADII, (int) state, (int) (state >>> 32))[0];
      double radius = ((word >>> 8) + 0.5) / 16_777_216;
      for (int i = 0; i < d; i++) {
        points[p][i] *= radius / Math.sqrt(sum);
      }
    }
    return points;
  }
}
