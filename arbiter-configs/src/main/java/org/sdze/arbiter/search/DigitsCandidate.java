package org.sdze.arbiter.search;

import org.sdze.optimizer.Sdze;

/**
 * How a network for the digits would be trained.
 *
 * @param updater the optimizer's settings
 * @param depth hidden layers of a perceptron
 * @param width of each of them
 * @param activation of each of them
 * @param batch images of a step
 */
public record DigitsCandidate(
    Sdze updater, int depth, int width, HiddenActivation activation, int batch) {}
