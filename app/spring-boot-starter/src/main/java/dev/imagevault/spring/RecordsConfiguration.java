package dev.imagevault.spring;

import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.jdbi.Schema;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.VariantRepository;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Records are in the host's PostgreSQL. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnMissingBean(ImageRepository.class)
class RecordsConfiguration {

  /** Migrates, after the host's own Flyway, Liquibase or scripts. */
  @Bean
  @DependsOnDatabaseInitialization
  JdbiImageRepository imageRepository(DataSource dataSource, ImageVaultProperties properties) {
    String name = properties.schema();
    if (properties.migrate()) {
      (name == null ? new Schema(dataSource) : Schema.named(name, dataSource)).migrate();
    }
    JdbiImageRepository records =
        new JdbiImageRepository(dataSource, HikariPool.renewal(dataSource));
    return name == null ? records : records.inSchema(name);
  }

  @Bean
  @ConditionalOnMissingBean
  VariantRepository imageVariantRepository(JdbiImageRepository records) {
    return records.variants();
  }

  @Bean
  @ConditionalOnMissingBean
  RenderingQueue imageRenderingQueue(JdbiImageRepository records) {
    return records.renderings();
  }

  @Bean
  @ConditionalOnMissingBean
  UploadRepository imageUploadRepository(JdbiImageRepository records) {
    return records.uploads();
  }

  @Bean
  @ConditionalOnMissingBean
  ImportRepository imageImportRepository(JdbiImageRepository records) {
    return records.imports();
  }
}
