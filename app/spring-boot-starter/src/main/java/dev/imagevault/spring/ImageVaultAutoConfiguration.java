package dev.imagevault.spring;

import dev.imagevault.ImageVault;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * A vault, and sweeps of it from the start of the application context to its end.
 *
 * <p>Each port has a bean, and each yields to one of the host's; an {@link ImageVault} of the
 * host's takes the place of all. Names of classes that moved between Spring Boot 3.5 and 4 are here
 * only as text, so that one starter serves both.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    })
@EnableConfigurationProperties(ImageVaultProperties.class)
@Import(VaultConfiguration.class)
public class ImageVaultAutoConfiguration {

  /** Spring makes it. */
  public ImageVaultAutoConfiguration() {}

  @Bean
  Recurring imageVaultSweeps(ImageVault vault, ImageVaultProperties properties) {
    return new Recurring("imagevault-sweeps", new VaultSweeper(vault, properties.sweepInterval()));
  }
}
