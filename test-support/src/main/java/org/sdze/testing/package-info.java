/**
 * What the tests of several modules share: rules of the house style, a guard of ND4J's global
 * state, processes, what a sentence is. Enters: a module's classes and tests. Leaves: assertions.
 * Never here: anything of the modules themselves, on which they may not wait.
 */
package org.sdze.testing;
