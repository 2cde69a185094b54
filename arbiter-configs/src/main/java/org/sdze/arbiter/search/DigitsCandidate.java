package org.sdze.arbiter.search;

import org.sdze.optimizer.Sdze;

/**
 * How a network for the digits would be trained.
 *
 * @param updater the optimizer's settings
 * @param width of the hidden layer of an MLP
 * @param batch images of a step
 */
public record DigitsCandidate(Sdze updater, int width, int batch) {}
