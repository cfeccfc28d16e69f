package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.DiskFullException;

/**
 * The SQLite database that knows every staged file: one connection behind one lock.
 *
 * <p>Every change runs inside {@link #transact}. A plain commit survives the death of the process
 * (WAL, synchronous=NORMAL); a full one power loss too. Where WAL would be unsafe (network
 * filesystems) a rollback journal with exclusive locking is used and every commit is full.
 */
final class Journal implements AutoCloseable {
  private static final int SQLITE_CORRUPT = 11;
  private static final int SQLITE_FULL = 13;
  private static final int SQLITE_NOTADB = 26;

  /** The database cannot be read as one. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message);
    }
  }

  /** Statements to run as one transaction. */
  interface Work {
    void run() throws SQLException;
  }

  /** A row that could not be understood. */
  record BadRow(long id, String reason) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;
  private final boolean wal;
  private final Statement plain;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement addPresent;
  private final PreparedStatement removePresent;
  private final PreparedStatement remove;
  private boolean closed;

  private Journal(Connection connection, Path file, boolean wal) throws SQLException, IOException {
    this.connection = connection;
    this.wal = wal;
    plain = connection.createStatement();
    setModes();
    JournalSchema.establish(connection, file);
    insert = connection.prepareStatement(Row.INSERT, Statement.RETURN_GENERATED_KEYS);
    update = connection.prepareStatement(Row.UPDATE);
    addPresent = connection.prepareStatement("INSERT OR IGNORE INTO present VALUES(?,?,?)");
    removePresent = connection.prepareStatement("DELETE FROM present WHERE staged=?");
    remove = connection.prepareStatement("DELETE FROM staged WHERE id=?");
  }

  /**
   * Opens the database, or makes it.
   *
   * @throws Damaged when it is not a sound database
   */
  static Journal open(Path file, boolean wal) throws IOException {
    if (file.toString().indexOf('?') >= 0) {
      throw new IOException("staging directory must not have a ? in its name: " + file.getParent());
    }
    Connection connection = null;
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      return new Journal(connection, file, wal);
    } catch (SQLException e) {
      closeQuietly(connection, e);
      throw explain(e);
    } catch (IOException e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  private static void closeQuietly(@Nullable Connection c, Exception e) {
    try {
      if (c != null) {
        c.close();
      }
    } catch (SQLException second) {
      e.addSuppressed(second);
    }
  }

  private void setModes() throws SQLException {
    plain.execute("PRAGMA busy_timeout=10000");
    plain.execute("PRAGMA locking_mode=" + (wal ? "NORMAL" : "EXCLUSIVE"));
    plain.execute("PRAGMA journal_mode=" + (wal ? "WAL" : "DELETE"));
    plain.execute("PRAGMA synchronous=" + (wal ? "NORMAL" : "FULL"));
  }

  Optional<String> meta(String key) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT value FROM meta WHERE key=?")) {
      query.setString(1, key);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Optional.ofNullable(result.getString(1)) : Optional.empty();
      }
    }
  }

  void setMeta(String key, String value) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES(?,?)")) {
      put.setString(1, key);
      put.setString(2, value);
      put.executeUpdate();
    }
  }

  /** All rows in order of id; what cannot be understood goes to {@code bad}. */
  List<Row> rows(List<BadRow> bad) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet result = plain.executeQuery(Row.SELECT)) {
      while (result.next()) {
        try {
          rows.add(Row.read(result));
        } catch (IllegalArgumentException | ArithmeticException e) {
          bad.add(new BadRow(result.getLong(Row.ID), String.valueOf(e.getMessage())));
        }
      }
    }
    return rows;
  }

  /** Present blocks of all files by id. */
  Map<Long, BitSet> presence() throws SQLException {
    Map<Long, BitSet> presence = new HashMap<>();
    try (ResultSet result = plain.executeQuery("SELECT staged, block FROM present")) {
      while (result.next()) {
        presence.computeIfAbsent(result.getLong(1), id -> new BitSet()).set(result.getInt(2));
      }
    }
    return presence;
  }

  /** Forgets blocks whose bytes may not have reached the disk before the machine went down. */
  void dropUnforcedPresence() throws SQLException {
    plain.execute(
        "DELETE FROM present WHERE epoch >="
            + " (SELECT forces FROM staged WHERE staged.id = present.staged)");
  }

  /** Adds a row and gives its id; inside {@link #transact}. */
  long insert(Row row) throws SQLException {
    row.bind(insert);
    insert.executeUpdate();
    return generated(insert);
  }

  static long generated(PreparedStatement inserted) throws SQLException {
    try (ResultSet keys = inserted.getGeneratedKeys()) {
      if (!keys.next()) {
        throw new SQLException("no id given");
      }
      return keys.getLong(1);
    }
  }

  /** Replaces a row; inside {@link #transact}. */
  void save(Row row) throws SQLException {
    row.bind(update);
    update.setLong(Row.ID, row.facts().id());
    if (update.executeUpdate() != 1) {
      throw new SQLException("no journal row " + row.facts().id());
    }
  }

  /** Records blocks as present; inside {@link #transact}. */
  void addPresent(long id, BitSet blocks, long epoch) throws SQLException {
    for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
      addPresent.setLong(1, id);
      addPresent.setInt(2, block);
      addPresent.setLong(3, epoch);
      addPresent.addBatch();
    }
    addPresent.executeBatch();
  }

  /** Removes a file's rows; inside {@link #transact}. */
  void remove(long id) throws SQLException {
    removePresent.setLong(1, id);
    removePresent.executeUpdate();
    remove.setLong(1, id);
    remove.executeUpdate();
  }

  /** For use inside {@link #transact}; the caller closes it. */
  PreparedStatement prepare(String statement) throws SQLException {
    return connection.prepareStatement(statement);
  }

  /** Held while facts are read, changed and written as one step; reentrant. */
  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /**
   * Runs {@code work} as one transaction; nothing of it stays when this throws.
   *
   * @param full also survive power loss, with everything committed before
   */
  void transact(boolean full, Work work) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("staging is closed");
      }
      if (full && wal) {
        plain.execute("PRAGMA synchronous=FULL");
      }
      try {
        plain.execute("BEGIN IMMEDIATE");
        work.run();
        plain.execute("COMMIT");
      } catch (SQLException | RuntimeException e) {
        rollback(e);
        throw e;
      } finally {
        if (full && wal) {
          plain.execute("PRAGMA synchronous=NORMAL");
        }
      }
    } catch (SQLException e) {
      throw explain(e);
    } finally {
      lock.unlock();
    }
  }

  private void rollback(Exception cause) {
    try {
      addPresent.clearBatch();
      plain.execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e); // SQLite rolls back by itself on a full disk
    }
  }

  static IOException explain(SQLException e) {
    int code = e.getErrorCode() & 0xff;
    String message = "staging journal: " + e.getMessage();
    if (code == SQLITE_FULL) {
      return new DiskFullException(message, e);
    }
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
      IOException damaged = new Damaged(message);
      damaged.initCause(e);
      return damaged;
    }
    return new IOException(message, e);
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        connection.close();
      }
    } catch (SQLException e) {
      throw explain(e);
    } finally {
      lock.unlock();
    }
  }
}
