package dev.imagevault.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters, if the host has Micrometer. Spring Boot gives them its registries. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterBinder.class)
class MetersConfiguration {

  @Bean
  @ConditionalOnMissingBean
  VaultMeters imageVaultMeters() {
    return new VaultMeters();
  }
}
