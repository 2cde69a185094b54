/**
 * How good a prediction is, and how good one is without learning anything.
 *
 * <p>Lives here: the relative error and the baselines that are reported beside it. Enters: chunks
 * of test points with predictions and exact values. Leaves: one number for all chunks together.
 * Never here: networks, how a prediction was made, how test points are drawn, printing.
 */
@NullMarked
package org.sdze.pinn.score;

import org.jspecify.annotations.NullMarked;
