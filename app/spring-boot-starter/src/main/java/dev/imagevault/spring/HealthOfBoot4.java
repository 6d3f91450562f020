package dev.imagevault.spring;

import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The component "imagevault" of the host's health, in the package that Spring Boot 4 has it in. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnProperty(name = "management.health.imagevault.enabled", matchIfMissing = true)
class HealthOfBoot4 {

  @Bean
  @ConditionalOnMissingBean(name = "imagevaultHealthIndicator")
  HealthIndicator imagevaultHealthIndicator(ImageStorage storage, ImageRepository records) {
    BackEndCheck check = new BackEndCheck(storage, records);
    return () -> {
      Map<String, String> failures = check.failures();
      return (failures.isEmpty() ? Health.up() : Health.down()).withDetails(failures).build();
    };
  }
}
