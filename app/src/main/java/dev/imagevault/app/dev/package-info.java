/**
 * Dev mode. {@link dev.imagevault.app.dev.DevEnvironment} fills in what is not set with the parts
 * that stand in for a cloud, on this machine alone: a PostgreSQL server, an S3 server and an edge
 * that checks CloudFront signatures. {@link dev.imagevault.app.dev.Target} finds them for the
 * commands that work beside a service.
 */
@NullMarked
package dev.imagevault.app.dev;

import org.jspecify.annotations.NullMarked;
