/**
 * The Device Exclusion Vector (APM2 15.24): a north bridge decides for each request that a device makes whether it may reach memory,
 * I/O space or configuration space. A node has one bridge, with its registers behind a capability block in PCI configuration space.
 */
@NullMarked
package dev.pacifica.model.dev;

import org.jspecify.annotations.NullMarked;
