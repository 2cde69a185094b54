package org.sdze.arbiter.space;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.arbiter.BaseNetworkSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/** Which leaves of a space are read at a point of the unit cube. Used for one question. */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
final class Activity {

  /** Where a leaf's values are compared to see which coordinates it reads. */
  private static final List<Double> PLACES = List.of(0.0, 0.25, 0.75, 1.0);

  private final double[] point;
  private final IdentityHashMap<ParameterSpace, Boolean> leaves = new IdentityHashMap<>();

  private Activity(double[] point) {
    this.point = point;
  }

  static Activity at(ParameterSpace<?> space, double[] point) {
    Activity activity = new Activity(point);
    activity.visit(space, true);
    return activity;
  }

  /** The coordinates that no active leaf reads, but an inactive one would. */
  BitSet inactive() {
    BitSet inactive = new BitSet();
    BitSet active = new BitSet();
    leaves.forEach((leaf, isActive) -> (isActive ? active : inactive).or(coordinates(leaf)));
    inactive.andNot(active);
    return inactive;
  }

  private void visit(ParameterSpace<?> space, boolean isActive) {
    if (space instanceof SettingSpace<?, ?> composite) {
      composite
          .getNestedSpaces()
          .forEach((field, nested) -> visit(nested, isActive && composite.isActive(field, point)));
      return;
    }
    Map<String, ParameterSpace> nested = space.getNestedSpaces();
    if (space instanceof BaseNetworkSpace<?> network) {
      for (BaseNetworkSpace.LayerConf layer : network.getLayerSpaces()) {
        visit(layer.getNumLayers(), isActive);
        visit(layer.getLayerSpace(), isActive);
      }
    } else if (nested.isEmpty()) {
      for (ParameterSpace leaf : space.collectLeaves()) {
        leaves.merge(leaf, isActive, Boolean::logicalOr);
      }
      return;
    }
    nested.values().forEach(inner -> visit(inner, isActive));
  }

  /** A leaf doesn't tell its indices: they are the coordinates that its value follows. */
  private BitSet coordinates(ParameterSpace<?> leaf) {
    BitSet coordinates = new BitSet();
    if (leaf.numParameters() == 0) {
      return coordinates;
    }
    double[] moved = new double[point.length];
    java.util.Arrays.fill(moved, 0.5);
    Object middle = leaf.getValue(moved);
    for (int k = 0; k < moved.length; k++) {
      for (double place : PLACES) {
        moved[k] = place;
        if (!Objects.equals(leaf.getValue(moved), middle)) {
          coordinates.set(k);
        }
      }
      moved[k] = 0.5;
    }
    return coordinates;
  }
}
