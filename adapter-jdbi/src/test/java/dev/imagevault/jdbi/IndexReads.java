package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;

/** What calls read of a database that nobody else uses: PostgreSQL's own statistics say so. */
final class IndexReads {

  private final TestDatabase database;
  private final JdbiImageRepository repository;

  IndexReads(TestDatabase database) {
    this.database = database;
    // Without a pool: a connection that has ended has its statistics counted.
    repository = new JdbiImageRepository(database.source());
  }

  JdbiImageRepository repository() {
    return repository;
  }

  /** The call reads the index, and no whole table. */
  void assertReads(String index, Consumer<JdbiImageRepository> call) {
    database.endSessions();
    long readsBefore = reads(index);
    assertReadsNoWholeTable(call);
    assertThat(reads(index)).isGreaterThan(readsBefore);
  }

  /** The call reads whichever index PostgreSQL finds best. */
  void assertReadsNoWholeTable(Consumer<JdbiImageRepository> call) {
    database.endSessions();
    long scansBefore = wholeTableScans();
    call.accept(repository);
    database.endSessions();
    assertThat(wholeTableScans()).isEqualTo(scansBefore);
  }

  /** Reads of the index, those of its partitions included. */
  private long reads(String index) {
    return database.number(
        """
        select sum(idx_scan)
        from pg_stat_user_indexes i left join pg_inherits p on p.inhrelid = i.indexrelid
        where coalesce(p.inhparent, i.indexrelid) = '%s'::regclass"""
            .formatted(index));
  }

  /** What is named is a handful of rows. */
  private long wholeTableScans() {
    return database.number(
        """
        select sum(seq_scan) from pg_stat_user_tables
        where relname ~ '^user_images' and relname <> 'user_images_named_variants'""");
  }
}
