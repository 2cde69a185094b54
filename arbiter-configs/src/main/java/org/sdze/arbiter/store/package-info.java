/**
 * Texts and records in files that are read again.
 *
 * <p>Enters: a place, a record. Leaves: what was written, or one sentence that names the file and
 * what is wrong with it. Never here: what the fields mean.
 */
@NullMarked
package org.sdze.arbiter.store;

import org.jspecify.annotations.NullMarked;
