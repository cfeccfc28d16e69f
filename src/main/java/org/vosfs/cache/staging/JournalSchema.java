package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables of the journal: made when absent, brought up to date when older, refused when newer.
 */
final class JournalSchema {
  static final int VERSION = 3;

  /** Room kept inside the database and its log, so that a full disk does not stop small commits. */
  private static final int RESERVE_BYTES = 1 << 20;

  private final Statement statement;

  private JournalSchema(Statement statement) {
    this.statement = statement;
  }

  /**
   * Leaves the database sound and of the present format.
   *
   * @throws Journal.Damaged when it is not a sound database
   * @throws IOException when a newer version of vosfs wrote it
   */
  static void establish(Connection connection, Path file) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      JournalSchema schema = new JournalSchema(statement);
      statement.execute("BEGIN IMMEDIATE");
      schema.create();
      statement.execute("COMMIT");
      schema.check(file);
      schema.reserve();
    }
  }

  private void create() throws SQLException {
    if (!firstText("SELECT count(*) FROM sqlite_master").equals("0")) {
      return;
    }
    statement.execute("CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
    statement.execute("INSERT INTO meta VALUES('schema', '" + VERSION + "')");
    statement.execute(Row.TABLE);
    statement.execute(
        "CREATE TABLE present(staged INTEGER NOT NULL, block INTEGER NOT NULL,"
            + " epoch INTEGER NOT NULL, PRIMARY KEY(staged, block)) WITHOUT ROWID");
    statement.execute(NameSteps.TABLE);
  }

  private void check(Path file) throws SQLException, IOException {
    String verdict = firstText("PRAGMA quick_check(1)");
    if (!verdict.equals("ok")) {
      throw new Journal.Damaged("staging journal " + file + " is damaged: " + verdict);
    }
    String found = firstText("SELECT value FROM meta WHERE key='schema'");
    if (found.equals("1")) {
      migrateFromFirst();
      migrateFromSecond();
    } else if (found.equals("2")) {
      migrateFromSecond();
    } else if (!found.equals(Integer.toString(VERSION))) {
      throw new IOException(
          "staging journal "
              + file
              + " has format "
              + (found.isEmpty() ? "0" : found)
              + ", this version of vosfs knows "
              + VERSION
              + " only; use the newer vosfs that wrote it");
    }
  }

  /** Format 1 had no namespace steps, and another name for what an upload leaves behind. */
  private void migrateFromFirst() throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    statement.execute("ALTER TABLE staged RENAME COLUMN recreate TO unfinished");
    statement.execute(NameSteps.TABLE);
    statement.execute("UPDATE meta SET value='2' WHERE key='schema'");
    statement.execute("COMMIT");
  }

  /** Format 2 kept no properties for nodes that are not there yet. */
  private void migrateFromSecond() throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    statement.execute("ALTER TABLE staged ADD COLUMN properties TEXT");
    statement.execute("UPDATE meta SET value='3' WHERE key='schema'");
    statement.execute("COMMIT");
  }

  /** Grows database and log once, so that later small commits reuse that room. */
  private void reserve() throws SQLException {
    statement.execute(StoredResults.TABLE);
    statement.execute("CREATE TABLE IF NOT EXISTS reserve(bytes BLOB)");
    statement.execute("INSERT INTO reserve VALUES(zeroblob(" + RESERVE_BYTES + "))");
    statement.execute("DELETE FROM reserve");
  }

  private String firstText(String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      String text = result.next() ? result.getString(1) : null;
      return text == null ? "" : text;
    }
  }
}
