package org.sdze.benchmarks.swap;

/**
 * How an estimate of ours points in one layer.
 *
 * @param layer its place and kind
 * @param parameters how many it has
 * @param first the cosine with DL4J's gradient at the initial parameters
 * @param last likewise at those that ours ended at
 */
public record StepCosine(String layer, long parameters, double first, double last) {}
