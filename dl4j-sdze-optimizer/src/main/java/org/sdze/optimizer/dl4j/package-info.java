/**
 * The adapter to Deeplearning4j: networks seen as dense layers, the activation that it lacks.
 *
 * <p>Enters: DL4J networks. Leaves: views on their parameters. Never here: mathematics, state of a
 * run.
 */
@NullMarked
package org.sdze.optimizer.dl4j;

import org.jspecify.annotations.NullMarked;
