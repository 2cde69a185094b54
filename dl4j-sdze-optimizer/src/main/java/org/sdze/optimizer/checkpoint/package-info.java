/**
 * Files that outlive a process: written whole or not at all, and read with every byte checked.
 *
 * <p>Enters: a place, what is to stand there, entries with names. Leaves: whole files; what was
 * written, or a {@link org.sdze.optimizer.checkpoint.CheckpointException} that names the damage.
 * Never here: what the numbers mean, DL4J.
 */
@NullMarked
package org.sdze.optimizer.checkpoint;

import org.jspecify.annotations.NullMarked;
