package org.sdze.arbiter.search;

import org.sdze.arbiter.score.PinnScore;

/**
 * What candidates are compared by: less is better.
 *
 * @param name for people
 * @param isRatio whether scores compare by their ratio, as errors do
 * @param measure how a candidate is scored
 */
public record SearchScore(String name, boolean isRatio, PinnScore measure) {}
