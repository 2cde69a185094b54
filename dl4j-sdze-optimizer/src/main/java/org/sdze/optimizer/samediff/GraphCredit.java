package org.sdze.optimizer.samediff;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.TrainedLayer;

/**
 * How a piece of a graph gets its gradient.
 *
 * @param piece where its parameters enter
 * @param parameters weights, and a bias if one is trained
 * @param credit how
 * @param elementwise the operations right above its output that work on every number by itself;
 *     none for an output layer
 * @param above what depends on what those make, and the losses need
 * @param formula the loss of ND4J that reads its output, whose derivative is known; null elsewhere
 */
record GraphCredit(
    Piece piece,
    List<Parameter> parameters,
    LayerCredit credit,
    List<Operation> elementwise,
    List<Operation> above,
    @Nullable Operation formula)
    implements TrainedLayer {

  /** The variable that {@link #elementwise} makes of a piece's output. */
  static String activated(Piece piece, List<Operation> elementwise) {
    return elementwise.isEmpty()
        ? piece.output()
        : elementwise.get(elementwise.size() - 1).output();
  }

  /** The variable that {@link #elementwise} makes. */
  String activated() {
    return activated(piece, elementwise);
  }
}
