/**
 * What the processes of all commands have in common: how they log, how they give up, and how they
 * close what they have opened, whatever ends them.
 */
@NullMarked
package dev.imagevault.app.process;

import org.jspecify.annotations.NullMarked;
