/**
 * Networks of DL4J's model zoo, trained without backpropagation.
 *
 * <p>Enters: a network's name, an updater, data. Leaves: what training came to. Never here: options
 * of the command line.
 */
@NullMarked
package org.sdze.examples.zoo;

import org.jspecify.annotations.NullMarked;
