package dev.imagevault.spring;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/** The pool that Spring Boot makes, if the host has not chosen another. */
final class HikariPool {

  private static final Logger LOG = LoggerFactory.getLogger(HikariPool.class);

  private static final boolean PRESENT =
      ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", HikariPool.class.getClassLoader());

  private HikariPool() {}

  /** Returns what has this source give new connections only, such as after a failover. */
  static Runnable renewal(DataSource source) {
    return PRESENT ? () -> evict(source) : () -> {};
  }

  private static void evict(DataSource source) {
    try {
      if (source.isWrapperFor(HikariDataSource.class)) {
        HikariPoolMXBean pool = source.unwrap(HikariDataSource.class).getHikariPoolMXBean();
        if (pool != null) {
          pool.softEvictConnections();
        }
      }
    } catch (SQLException e) {
      LOG.warn("the pool of connections cannot be renewed: {}", e.getMessage());
    }
  }
}
