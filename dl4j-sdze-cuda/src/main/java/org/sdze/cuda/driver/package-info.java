/**
 * CUDA's driver from Java: devices, their memory, kernels and recordings of them.
 *
 * <p>Enters: PTX, numbers, native addresses. Leaves: handles that belong to one thread. Never here:
 * what the kernels compute.
 */
@NullMarked
package org.sdze.cuda.driver;

import org.jspecify.annotations.NullMarked;
