package org.sdze.pinn.domain;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * Several sets of one measure, such as the squares that an L consists of or the faces around it: a
 * point is in each of them with the same probability.
 *
 * @param parts at least one, of one dimension; disjoint but for their boundaries
 */
public record Union(List<Domain> parts) implements Domain {

  public Union {
    parts = Argument.all("parts", parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a union needs at least one part, had none");
    }
    Domain first = parts.get(0);
    for (Domain part : parts) {
      if (part.dimension() != first.dimension() || part.hasTime() != first.hasTime()) {
        throw Argument.refused(
            "the parts of a union must be of one dimension, all with time or none, but there are %s and %s",
            first, part);
      }
    }
  }

  @Override
  public int dimension() {
    return parts.get(0).dimension();
  }

  @Override
  public String toString() {
    return Text.format("a union of %d parts in %s", parts.size(), Extent.dimensions(dimension()));
  }

  @Override
  public boolean hasTime() {
    return parts.get(0).hasTime();
  }

  /** The least box around all parts; null where one has none. */
  @Override
  public @Nullable Extent extent() {
    List<Extent> extents = parts.stream().map(Domain::extent).toList();
    if (extents.contains(null)) {
      return null;
    }
    return new Extent(
        IntStream.range(0, dimension())
            .mapToObj(i -> of(extents, i, false).min().orElseThrow())
            .toList(),
        IntStream.range(0, dimension())
            .mapToObj(i -> of(extents, i, true).max().orElseThrow())
            .toList());
  }

  private static DoubleStream of(List<Extent> extents, int axis, boolean isUpper) {
    return extents.stream()
        .mapToDouble(extent -> (isUpper ? extent.upper() : extent.lower()).get(axis));
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    Box.requireShape(dimension(), points);
    DataType type = points.dataType();
    List<INDArray> drawn =
        parts.stream().map(part -> Nd4j.createUninitialized(type, points.shape(), 'f')).toList();
    for (int k = 0; k < drawn.size(); k++) {
      parts.get(k).draw(key.index(k + 1), drawn.get(k));
    }
    UniformRandomProvider chosen = key.index(0).generator();
    for (int i = 0; i < points.rows(); i++) {
      points.putRow(i, drawn.get(chosen.nextInt(drawn.size())).getRow(i));
    }
  }
}
