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
   * Records what an upload stored, and what it replaced; survives the death of the process.
   *
   * @param versions opaque
   * @param now seconds since 1970
   * @param life seconds after which it is of no interest any more
   */
  public void add(NodePath path, List<String> versions, long now, long life) throws IOException {
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
            for (String version : versions) {
              fresh.setString(1, path.toString());
              fresh.setString(2, version);
              fresh.setLong(3, now);
              fresh.executeUpdate();
            }
          }
        });
  }

  /**
   * What was stored at or below {@code from} may be told of at or below {@code to} from now on.
   * Called before the service renames it, so that no death in between makes it a stranger's; should
   * the rename fail, it is in the way of nothing.
   */
  public void renaming(NodePath from, NodePath to) throws IOException {
    String old = from.toString();
    journal.transact(
        false,
        () -> {
          try (PreparedStatement copy =
              journal.prepare(
                  "INSERT OR REPLACE INTO results"
                      + " SELECT ? || substr(path, length(?) + 1), version, stored FROM results"
                      + " WHERE path = ? OR (path > ? AND path < ?)")) {
            copy.setString(1, to.toString());
            copy.setString(2, old);
            copy.setString(3, old);
            copy.setString(4, old + "/");
            copy.setString(5, old + "0"); // the character after the slash
            copy.executeUpdate();
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
