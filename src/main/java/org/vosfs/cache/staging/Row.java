package org.vosfs.cache.staging;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;

/**
 * One row of the table {@code staged}.
 *
 * @param blockBytes unit of the presence rows of this file
 * @param size bytes the data file had at the last commit, or fewer; a shorter file is damaged,
 *     unless the machine went down since
 * @param forcedSize bytes the data file has at least, whatever happened
 * @param cut a truncation to carry out, {@link #NO_CUT} for none
 * @param forces how often the file was forced to disk; presence rows of a lower epoch are durable
 * @param leaving release or discard has begun
 */
record Row(
    StagedFacts facts,
    int blockBytes,
    long size,
    long forcedSize,
    long cut,
    long forces,
    boolean leaving) {
  static final long NO_CUT = -1;

  static final String TABLE =
      "CREATE TABLE staged(id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, base TEXT,"
          + " base_limit INTEGER NOT NULL CHECK(base_limit >= 0), exclusive INTEGER NOT NULL,"
          + " acknowledged INTEGER NOT NULL, remote_touched INTEGER NOT NULL, state TEXT NOT NULL,"
          + " problem TEXT, modified INTEGER, mode INTEGER, unfinished TEXT, uploaded TEXT, properties TEXT,"
          + " block INTEGER NOT NULL CHECK(block > 0), size INTEGER NOT NULL CHECK(size >= 0),"
          + " forced_size INTEGER NOT NULL,"
          + " cut INTEGER NOT NULL, forces INTEGER NOT NULL, leaving INTEGER NOT NULL)";
  private static final String COLUMNS =
      "path, base, base_limit, exclusive, acknowledged, remote_touched, state, problem, modified,"
          + " mode, unfinished, uploaded, properties, block, size, forced_size, cut, forces, leaving";
  static final String INSERT =
      "INSERT INTO staged(" + COLUMNS + ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

  /** Columns by number, not by name: there may be thousands of rows, and a mount waits for them. */
  static final String SELECT = "SELECT " + COLUMNS + ", id FROM staged ORDER BY id";

  static final String UPDATE =
      "UPDATE staged SET path=?, base=?, base_limit=?, exclusive=?, acknowledged=?,"
          + " remote_touched=?, state=?, problem=?, modified=?, mode=?, unfinished=?, uploaded=?,"
          + " properties=?, block=?, size=?, forced_size=?, cut=?, forces=?, leaving=? WHERE id=?";
  static final int ID = 20;

  /** With these facts and a data file of {@code size} bytes. */
  Row with(StagedFacts next, long actual) {
    long kept = cut == NO_CUT ? actual : Math.min(cut, actual);
    return new Row(next, blockBytes, kept, forcedSize, cut, forces, leaving);
  }

  /** With a truncation to {@code at} bytes to carry out, or none. */
  Row withCut(long at) {
    long most = at == NO_CUT ? Long.MAX_VALUE : at;
    return new Row(
        facts, blockBytes, Math.min(size, most), Math.min(forcedSize, most), at, forces, leaving);
  }

  Row withForced(long epoch, long onDisk) {
    return new Row(facts, blockBytes, size, onDisk, cut, epoch, leaving);
  }

  Row withLeaving(boolean now) {
    return new Row(facts, blockBytes, size, forcedSize, cut, forces, now);
  }

  /**
   * Sets the parameters that {@link #INSERT} and {@link #UPDATE} have in common, in the order of
   * the columns.
   */
  void bind(PreparedStatement statement) throws SQLException {
    statement.setString(1, facts.path().toString());
    statement.setString(2, facts.base());
    statement.setLong(3, facts.baseLimit());
    statement.setBoolean(4, facts.exclusive());
    statement.setBoolean(5, facts.acknowledged());
    statement.setBoolean(6, facts.remoteTouched());
    statement.setString(7, facts.state().name());
    statement.setString(8, facts.problem());
    setNumber(statement, 9, facts.modifiedNanos());
    Integer mode = facts.mode();
    setNumber(statement, 10, mode == null ? null : Long.valueOf(mode));
    statement.setString(11, facts.unfinished());
    statement.setString(12, facts.uploaded());
    statement.setString(13, facts.properties());
    statement.setInt(14, blockBytes);
    statement.setLong(15, size);
    statement.setLong(16, forcedSize);
    statement.setLong(17, cut);
    statement.setLong(18, forces);
    statement.setBoolean(19, leaving);
  }

  private static void setNumber(PreparedStatement statement, int index, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setLong(index, value);
    }
  }

  /**
   * Reads the row the cursor is on.
   *
   * @throws IllegalArgumentException when its values make no sense
   */
  static Row read(ResultSet result) throws SQLException {
    String path = result.getString(1);
    String state = result.getString(7);
    if (path == null || state == null) {
      throw new IllegalArgumentException("no path or no state");
    }
    Long modified = number(result, 9);
    Long mode = number(result, 10);
    StagedFacts facts =
        new StagedFacts(
            result.getLong(ID),
            0,
            NodePath.of(path),
            result.getString(2),
            result.getLong(3),
            result.getBoolean(4),
            result.getBoolean(5),
            result.getBoolean(6),
            StagedState.valueOf(state),
            result.getString(8),
            modified,
            mode == null ? null : Integer.valueOf(Math.toIntExact(mode)),
            result.getString(11),
            result.getString(12),
            result.getString(13));
    int block = result.getInt(14);
    if (block < 1) {
      throw new IllegalArgumentException("block of " + block + " bytes");
    }
    return new Row(
        facts,
        block,
        result.getLong(15),
        result.getLong(16),
        result.getLong(17),
        result.getLong(18),
        result.getBoolean(19));
  }

  private static @Nullable Long number(ResultSet result, int column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? null : value;
  }
}
