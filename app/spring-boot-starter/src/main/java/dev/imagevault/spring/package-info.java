/**
 * A vault in a Spring Boot application: {@link dev.imagevault.spring.ImageVaultAutoConfiguration}
 * makes it of the properties {@code imagevault.*}, the host's {@code DataSource} and its connection
 * to S3.
 */
@NullMarked
package dev.imagevault.spring;

import org.jspecify.annotations.NullMarked;
