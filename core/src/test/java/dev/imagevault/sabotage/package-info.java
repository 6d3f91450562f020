/** The test of the contract kit: adapters that break one promise each, and have to be caught. */
@NullMarked
package dev.imagevault.sabotage;

import org.jspecify.annotations.NullMarked;
