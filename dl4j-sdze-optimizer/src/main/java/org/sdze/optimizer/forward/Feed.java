package org.sdze.optimizer.forward;

/**
 * One of the hidden layers whose outputs enter a layer. Where the rows of several overlap, the
 * outputs are added, a residual sum; elsewhere they stand side by side, a concatenation.
 *
 * @param source the index of the hidden layer that feeds
 * @param from the first row of the weights that its outputs meet
 */
public record Feed(int source, int from) {}
