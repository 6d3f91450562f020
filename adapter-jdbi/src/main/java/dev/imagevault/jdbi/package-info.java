/**
 * The image repository on PostgreSQL 14 or newer: {@link dev.imagevault.jdbi.Schema} makes the
 * tables, {@link dev.imagevault.jdbi.JdbiImageRepository} keeps the records in them, those of
 * variants and of what waits for rendering included.
 *
 * <p>Both take the {@link javax.sql.DataSource} of whoever embeds them, and with it the pool, the
 * credentials and the time-outs of its connections.
 */
@NullMarked
package dev.imagevault.jdbi;

import org.jspecify.annotations.NullMarked;
