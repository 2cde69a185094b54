/**
 * Data that ships with the examples.
 *
 * <p>Enters: resources, sizes. Leaves: DL4J data sets. Never here: networks.
 */
@NullMarked
package org.sdze.examples.data;

import org.jspecify.annotations.NullMarked;
