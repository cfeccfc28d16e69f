package org.vosfs.fs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.NameStep;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.upload.UploadQueue;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;

/**
 * Brings renames to an end that stopped half-way: by a crash, or because nobody could tell how far
 * the service got. The service is asked what stands where; a source that has moved means finishing,
 * anything else undoing. Repeated in the background until the service answers.
 *
 * <p>After a crash, nothing at or below the two names is uploaded before that.
 */
final class UnfinishedSteps {
  private static final Logger log = LoggerFactory.getLogger(UnfinishedSteps.class);
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Shared shared;

  UnfinishedSteps(Shared shared) {
    this.shared = shared;
  }

  /** Takes up what an earlier process left; asks the service nothing before this returns. */
  void recover(List<NameStep> left) {
    for (NameStep step : left) {
      log.info("rename of {} to {} stopped half-way; it is looked at", step.from(), step.to());
      List<UploadQueue.Hold> holds = new ArrayList<>();
      for (NodePath path : List.of(step.from(), step.to())) {
        UploadQueue.Hold hold = shared.uploads().hold(path, Duration.ZERO);
        if (hold != null) {
          holds.add(hold);
        }
      }
      run(new Task(step, find(step.from()), find(step.to()), holds), Duration.ZERO);
    }
  }

  /** A step of this process; staged files keep the names that programs were told of. */
  void later(NameStep step) {
    run(new Task(step, null, null, List.of()), FIRST);
  }

  /**
   * One step to look at.
   *
   * @param source the entry that was to move, when an earlier process began it and left something
   *     staged there
   * @param target likewise what was to be replaced
   */
  private record Task(
      NameStep step,
      @Nullable Entry source,
      @Nullable Entry target,
      List<UploadQueue.Hold> holds) {}

  private void run(Task task, Duration delay) {
    shared.uploads().later(delay, () -> attempt(task, delay));
  }

  private void attempt(Task task, Duration waited) {
    NameStep step = task.step();
    try {
      boolean moved = settle(step);
      if (moved && task.source() != null) {
        follow(step, task.source());
      } else if (moved && task.target() != null) {
        replaced(step, task.target());
      }
      shared.staging().steps().end(step);
      forget(step.from());
      forget(step.to());
      task.holds().forEach(UploadQueue.Hold::close);
      log.info("rename of {} to {}: {}", step.from(), step.to(), moved ? "finished" : "undone");
    } catch (VospaceException | IOException e) {
      Duration doubled = waited.multipliedBy(2);
      Duration next = doubled.compareTo(FIRST) < 0 ? FIRST : doubled;
      log.debug("rename of {} to {} is looked at again: {}", step.from(), step.to(), e.toString());
      run(task, next.compareTo(LONGEST) > 0 ? LONGEST : next);
    }
  }

  /** Puts the names on the service in order; true when the source stands at the target now. */
  private boolean settle(NameStep step) throws VospaceException {
    NodePath aside = step.aside();
    boolean from = isThere(step.from());
    boolean to = isThere(step.to());
    if (aside == null || !isThere(aside)) {
      return to && !from;
    }
    if (!to) {
      shared.client().move(aside, step.to());
      return false;
    }
    if (!from) {
      if (RemoteMoves.isOfASavedFile(aside)) {
        keepProperties(aside, step.to());
      }
      shared.client().delete(aside);
      return true;
    }
    NodePath kept = step.to().parent().resolve(ConflictNames.of(shared, step.to().name()));
    shared.client().move(aside, kept);
    log.warn("{} was made by another meanwhile; what stood there is kept as {}", step.to(), kept);
    return false;
  }

  /** The last that the replaced file is good for, unless that was done before. */
  private void keepProperties(NodePath aside, NodePath path) throws VospaceException {
    Node old = shared.client().node(aside, Detail.PROPERTIES);
    Node made = shared.client().node(path, Detail.PROPERTIES);
    if (NodeKind.of(old) == NodeKind.DATA && NodeKind.of(made) == NodeKind.DATA) {
      PropertyChanges kept =
          KeptProperties.of(Optional.of(old), PropertyChanges.NONE, Optional.of(made));
      KeptProperties.send(shared.client(), path, kept);
    }
  }

  private boolean isThere(NodePath path) throws VospaceException {
    try {
      shared.client().node(path, Detail.PROPERTIES);
      return true;
    } catch (VospaceException.NotFound e) {
      return false;
    }
  }

  /** What is staged goes along, unless somebody has begun something new under the old name. */
  private void follow(NameStep step, Entry source) throws IOException {
    Entry now = find(step.from());
    if (now == null || !now.equals(source) || isInUse(step.from())) {
      return;
    }
    Entry directory = find(step.to().parent());
    if (directory == null) {
      directory = Recovery.directory(shared, step.to().parent());
    }
    shared.staging().renameBelow(step.from(), step.to());
    Entry over = shared.tree().child(directory, step.to().name()).orElse(null);
    source.remote = true;
    Changes.moved(shared, source, directory, step.to().name(), over);
  }

  /**
   * What was staged under the new name was replaced by content that is on the service only. Written
   * to since, it is somebody's newer word, and stays.
   */
  private void replaced(NameStep step, Entry target) throws IOException {
    OpenFile file = shared.openFiles().of(target).orElse(null);
    if (file == null || !target.equals(find(step.to())) || isInUse(step.to())) {
      return;
    }
    shared.tree().detach(target);
    shared.meta().forget(target.number);
    file.unlink();
    shared.openFiles().forgetUnused(file);
  }

  private boolean isInUse(NodePath path) {
    return shared.staging().recovered().stream()
        .filter(file -> file.facts().path().startsWith(path))
        .anyMatch(StagedFile::isWritten);
  }

  private @Nullable Entry find(NodePath path) {
    Entry at = shared.tree().root();
    for (String name : path.names()) {
      at = shared.tree().child(at, name).orElse(null);
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  /** What is known of the name is older than what was done to it. */
  private void forget(NodePath path) {
    Entry entry = find(path);
    if (entry != null) {
      shared.meta().expire(entry.number);
    }
    Entry directory = find(path.parent());
    if (directory != null) {
      shared.tree().noteChange(directory, path.name());
      shared.meta().forgetListing(directory.number);
    }
  }
}
