/**
 * The catalogue of settings: what each is called, takes, defaults to and means, said once.
 *
 * <p>Enters: values that somebody chose. Leaves: those and the defaults of the rest; sentences
 * about what cannot be; tables. Never here: what is done with a value.
 */
@NullMarked
package org.sdze.optimizer.setting;

import org.jspecify.annotations.NullMarked;
