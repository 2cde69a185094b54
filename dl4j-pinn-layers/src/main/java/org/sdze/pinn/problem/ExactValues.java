package org.sdze.pinn.problem;

/**
 * What is known in closed form at n points.
 *
 * @param value u*, {@code [n]}
 * @param laplacian Δu*, {@code [n]}
 */
@SuppressWarnings("ArrayRecordComponent") // a plain pair of vectors, never compared
public record ExactValues(double[] value, double[] laplacian) {}
