package org.sdze.pinn.equation;

/**
 * A trial function u = g + w N of space and time, time being the last coordinate, whose factor
 * depends on time alone and is 0 at the end: u = g there. Such a function can be solved for in many
 * dimensions by sums over the directions of space, with one derivative by time beside them.
 *
 * <p>Here Δ stands for the Laplacian in space, ∇ for the gradient in space and time: {@link
 * #factor} gives w, its field is the direction of time, e_d at every point, its slope w′ and its
 * Laplacian 0; {@link #addend} gives g, all of ∇g, and Δg in space. Source: docs/method.md §6a.
 */
public interface TerminalConstraint extends HardConstraint {}
