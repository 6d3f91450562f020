package dev.imagevault.spring;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.ImageRenderer;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The vault, of ports that are beans. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(ImageVault.class)
@Import({
  StoreConfiguration.class,
  CloudFrontConfiguration.class,
  RecordsConfiguration.class,
  VaultParts.class,
  MetersConfiguration.class,
  HealthOfBoot3.class,
  HealthOfBoot4.class
})
class VaultConfiguration {

  @Bean
  @ConditionalOnMissingBean
  VaultPolicy imageVaultPolicy(ImageVaultProperties properties) {
    return properties.policy();
  }

  @Bean
  ImageVault imageVault(VaultParts parts) {
    return parts.builder().build();
  }

  @Bean
  Recurring imageVaultRendering(
      VaultParts parts, ImageVaultProperties properties, ObjectProvider<ImageRenderer> renderer) {
    return new Recurring(
        "imagevault-variants",
        new VariantMaker(
            parts, properties.rendering(), Optional.ofNullable(renderer.getIfAvailable())));
  }
}
