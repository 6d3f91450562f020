/**
 * The parts of dev mode that stand in for a cloud: a PostgreSQL server, an S3 server and an edge
 * that checks CloudFront signatures, on this machine alone.
 */
@NullMarked
package dev.imagevault.app.dev;

import org.jspecify.annotations.NullMarked;
