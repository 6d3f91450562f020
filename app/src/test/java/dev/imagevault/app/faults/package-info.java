/**
 * What becomes of users' images when everything around them fails: servers, wires, processes,
 * memory. All of it real: PostgreSQL, an S3 server, the service in processes of its own, and faults
 * on the wires between them.
 */
@NullMarked
package dev.imagevault.app.faults;

import org.jspecify.annotations.NullMarked;
