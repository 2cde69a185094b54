package org.sdze.pinn.score;

import org.jspecify.annotations.Nullable;

/**
 * How well a condition beside the constraint holds.
 *
 * @param name of the condition
 * @param weight that it has in the loss beside an equation's 1
 * @param residual √E[r²] of its residual over points of its own
 * @param error √E[(u − u*)²] over them, of all outputs, relative to √E[u*²] over the domain, so
 *     that it stands beside the error there; null where u* is not known
 */
public record ConditionScore(String name, double weight, double residual, @Nullable Double error) {}
