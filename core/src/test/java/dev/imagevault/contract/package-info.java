/**
 * The law of the ports: a suite for each, which every adapter passes, whoever wrote it. Extend the
 * one for your port, give it your adapter, and run it with JUnit. It needs {@code
 * junit-jupiter-api} from you and nothing else. Every failure names the promise it breaks, by its
 * number in the port's Javadoc.
 */
@NullMarked
package dev.imagevault.contract;

import org.jspecify.annotations.NullMarked;
