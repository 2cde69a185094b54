/**
 * Every random number of a run, from one root seed (docs/method.md §3).
 *
 * <p>Lives here: keys that split by step, purpose and index, and the laws that fill matrices from a
 * key. Enters: a seed, a key, a shape. Leaves: numbers that depend on nothing else. Never here: a
 * generator shared between calls, ND4J's or the JDK's global ones, knowledge of what the numbers
 * are for beyond {@link org.sdze.optimizer.random.Purpose}.
 */
@NullMarked
package org.sdze.optimizer.random;

import org.jspecify.annotations.NullMarked;
