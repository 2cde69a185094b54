package org.sdze.optimizer;

import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.Sdze.Credit;
import org.sdze.optimizer.Sdze.Rule;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.train.Guard;

/**
 * Whether the settings of an {@link Sdze} are in their ranges and go together: DL4J's mapper sets
 * them without a builder.
 */
record Validity(Sdze sdze) {

  /**
   * Checks everything.
   *
   * @throws IllegalArgumentException naming the setting
   */
  void require() {
    atLeastOne("probes", sdze.probes);
    atLeastOne("rank", sdze.rank);
    atLeastOne("refresh interval", sdze.refreshInterval);
    atLeastOne("units", sdze.units);
    atLeastOne("memory limit", sdze.memoryLimit);
    positive("smoothing", sdze.smoothing);
    positive("damping", sdze.damping);
    if (sdze.momentum != null) {
      Argument.fraction("momentum", sdze.momentum);
    }
    if (sdze.learningRate != null) {
      Argument.notNegative("learning rate", sdze.learningRate);
    }
    requireGuard();
    requireCreditsOwn();
    requireRulesOwn();
  }

  private void requireGuard() {
    new Guard(
        sdze.guardFactor == null ? Guard.DEFAULT.factor() : sdze.guardFactor,
        sdze.guardRetries == null ? Guard.DEFAULT.retries() : sdze.guardRetries);
    if (Boolean.FALSE.equals(sdze.guard)
        && (sdze.guardFactor != null || sdze.guardRetries != null)) {
      throw new IllegalArgumentException("guard factor and guard retries need the guard, was off");
    }
  }

  private void requireCreditsOwn() {
    boolean isLowRank = sdze.credit == Credit.LOW_RANK;
    if (!isLowRank && (sdze.rank != null || sdze.refreshInterval != null)) {
      throw new IllegalArgumentException(
          "rank and refresh interval belong to the credit LOW_RANK, was " + orNotSet(sdze.credit));
    }
    boolean isUnits = sdze.credit == Credit.UNITS;
    if (sdze.feedback != null && (isLowRank || isUnits)) {
      throw new IllegalArgumentException(
          "feedback belongs to the credit NOISE, was " + sdze.credit);
    }
    if (sdze.units != null && !isUnits) {
      throw new IllegalArgumentException(
          "units belong to the credit UNITS, was " + orNotSet(sdze.credit));
    }
  }

  private void requireRulesOwn() {
    Rule rule = sdze.rule;
    if (sdze.momentum != null && rule != Rule.SGD && rule != Rule.GAUSS_NEWTON) {
      throw new IllegalArgumentException(
          "momentum belongs to the rules SGD and GAUSS_NEWTON, was " + orNotSet(rule));
    }
    if (rule == Rule.GAUSS_NEWTON
        && (sdze.credit == Credit.LOW_RANK || sdze.credit == Credit.NOISE)) {
      throw new IllegalArgumentException(
          "the rule GAUSS_NEWTON needs the credit UNITS, was " + sdze.credit);
    }
    if (sdze.damping != null && rule != null && rule != Rule.GAUSS_NEWTON) {
      throw new IllegalArgumentException("damping belongs to the rule GAUSS_NEWTON, was " + rule);
    }
  }

  private static void atLeastOne(String name, @Nullable Integer value) {
    if (value != null) {
      Argument.atLeastOne(name, value);
    }
  }

  private static void positive(String name, @Nullable Double value) {
    if (value != null) {
      Argument.positive(name, value);
    }
  }

  private static String orNotSet(@Nullable Object value) {
    return value == null ? "not set" : value.toString();
  }
}
