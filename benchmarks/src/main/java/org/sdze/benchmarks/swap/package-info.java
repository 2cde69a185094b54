/**
 * "Swap one line", measured: networks of DL4J's own examples, rebuilt from their descriptions, by
 * their own updaters and by ours with its defaults.
 *
 * <p>Enters: networks, seeds, epochs. Leaves: losses, accuracies, seconds and cosines, as Markdown
 * and CSV. Never here: settings of our optimizer, beside a seed.
 */
@NullMarked
package org.sdze.benchmarks.swap;

import org.jspecify.annotations.NullMarked;
