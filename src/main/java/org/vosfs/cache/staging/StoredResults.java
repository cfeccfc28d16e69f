package org.vosfs.cache.staging;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.vosfs.base.NodePath;

/**
 * What this directory's mounts have stored lately, and are rid of: a service whose records lag
 * behind may tell of it only after a restart, and must not be taken for somebody else's change
 * then. Thread-safe; every call is one commit.
 */
public final class StoredResults {
  static final String TABLE =
      "CREATE TABLE IF NOT EXISTS results(path TEXT NOT NULL, version TEXT NOT NULL,"
          + " stored INTEGER NOT NULL, PRIMARY KEY(path, version)) WITHOUT ROWID";

  /** Old ones are cleared away once in so many additions. */
  private static final int SWEEP = 500;

  private final Journal journal;
  private final AtomicInteger added = new AtomicInteger();

  StoredResults(Journal journal) {
    this.journal = journal;
  }

  /**
   * Records what an upload stored; survives the death of the process.
   *
   * @param version opaque
   * @param now seconds since 1970
   * @param life seconds after which it is of no interest any more
   */
  public void add(NodePath path, String version, long now, long life) throws IOException {
    boolean sweep = added.getAndIncrement() % SWEEP == 0;
    journal.transact(
        false,
        () -> {
          if (sweep) {
            try (PreparedStatement old = journal.prepare("DELETE FROM results WHERE stored<?")) {
              old.setLong(1, now - life);
              old.executeUpdate();
            }
          }
          try (PreparedStatement fresh =
              journal.prepare("INSERT OR REPLACE INTO results VALUES(?,?,?)")) {
            fresh.setString(1, path.toString());
            fresh.setString(2, version);
            fresh.setLong(3, now);
            fresh.executeUpdate();
          }
        });
  }

  /**
   * What was stored at a path.
   *
   * @param since seconds since 1970
   */
  public List<String> at(NodePath path, long since) throws IOException {
    List<String> versions = new ArrayList<>();
    journal.transact(
        false,
        () -> {
          try (PreparedStatement query =
              journal.prepare("SELECT version FROM results WHERE path=? AND stored>=?")) {
            query.setString(1, path.toString());
            query.setLong(2, since);
            read(query, versions);
          }
        });
    return versions;
  }

  private static void read(PreparedStatement query, List<String> into) throws SQLException {
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        into.add(result.getString(1));
      }
    }
  }
}
