/**
 * The examination of a service, part by part, for real: {@link dev.imagevault.app.doctor.Doctor}
 * asks, and each {@link dev.imagevault.app.doctor.Finding} is a line of its report.
 */
@NullMarked
package dev.imagevault.app.doctor;

import org.jspecify.annotations.NullMarked;
