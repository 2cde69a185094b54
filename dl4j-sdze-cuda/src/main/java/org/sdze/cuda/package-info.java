/**
 * Solves on a GPU: the whole Gauss–Newton step of a network with one hidden layer, from random
 * points to changed weights.
 *
 * <p>Enters: a problem, a configuration, the network that begins. Leaves: losses, and the network
 * when somebody asks for it. Never here: how long training goes on, files, the command line.
 */
@NullMarked
package org.sdze.cuda;

import org.jspecify.annotations.NullMarked;
