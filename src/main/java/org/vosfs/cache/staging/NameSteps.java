package org.vosfs.cache.staging;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;

/** The journal's namespace steps under way. Thread-safe; every call is one commit. */
public final class NameSteps {
  static final String TABLE =
      "CREATE TABLE steps(id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL,"
          + " target TEXT NOT NULL, aside TEXT)";

  private final Journal journal;
  private final List<NameStep> left;

  NameSteps(Journal journal) throws IOException {
    this.journal = journal;
    try {
      this.left = List.copyOf(read());
    } catch (SQLException e) {
      throw Journal.explain(e);
    }
  }

  /** Records a step before its first request; survives the death of the process. */
  public NameStep begin(NodePath from, NodePath to, @Nullable NodePath aside) throws IOException {
    long[] id = new long[1];
    journal.transact(
        false,
        () -> {
          try (PreparedStatement step =
              journal.prepare("INSERT INTO steps(source, target, aside) VALUES(?,?,?)")) {
            step.setString(1, from.toString());
            step.setString(2, to.toString());
            step.setString(3, aside == null ? null : aside.toString());
            step.executeUpdate();
            id[0] = Journal.generated(step);
          }
        });
    return new NameStep(id[0], from, to, aside);
  }

  /** The step is finished or undone. */
  public void end(NameStep step) throws IOException {
    journal.transact(
        false,
        () -> {
          try (PreparedStatement gone = journal.prepare("DELETE FROM steps WHERE id=?")) {
            gone.setLong(1, step.id());
            gone.executeUpdate();
          }
        });
  }

  /** What a former process left half-done, in order of beginning. */
  public List<NameStep> left() {
    return left;
  }

  private List<NameStep> read() throws SQLException {
    List<NameStep> steps = new ArrayList<>();
    try (PreparedStatement all =
            journal.prepare("SELECT id, source, target, aside FROM steps ORDER BY id");
        ResultSet result = all.executeQuery()) {
      while (result.next()) {
        String aside = result.getString(4);
        steps.add(
            new NameStep(
                result.getLong(1),
                NodePath.of(result.getString(2)),
                NodePath.of(result.getString(3)),
                aside == null ? null : NodePath.of(aside)));
      }
    }
    return steps;
  }
}
