package org.vosfs.cache.staging;

import java.io.IOException;
import java.sql.SQLException;
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
      this.left = List.copyOf(journal.steps());
    } catch (SQLException e) {
      throw Journal.explain(e);
    }
  }

  /** Records a step before its first request; survives the death of the process. */
  public NameStep begin(NodePath from, NodePath to, @Nullable NodePath aside) throws IOException {
    long[] id = new long[1];
    journal.transact(false, () -> id[0] = journal.insertStep(from, to, aside));
    return new NameStep(id[0], from, to, aside);
  }

  /** The step is finished or undone. */
  public void end(NameStep step) throws IOException {
    journal.transact(false, () -> journal.removeStep(step.id()));
  }

  /** What a former process left half-done, in order of beginning. */
  public List<NameStep> left() {
    return left;
  }
}
