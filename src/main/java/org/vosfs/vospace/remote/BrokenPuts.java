package org.vosfs.vospace.remote;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.Reply;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;

/**
 * Files whose PUT to a service without atomic replace broke off. Such a service empties the file
 * when it notices (protocol §10.5), which may be after the next PUT was acknowledged: so that one
 * waits until the wreck shows, and is looked at again afterwards.
 *
 * <p>Bounded: a service that notices only after minutes is not waited for. Thread-safe; forgotten
 * when the process ends.
 */
final class BrokenPuts {
  private static final Duration FIRST_LOOK = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ServiceCalls calls;
  private final Space space;
  private final Set<NodePath> broken = ConcurrentHashMap.newKeySet();

  BrokenPuts(ServiceCalls calls, Space space) {
    this.calls = calls;
    this.space = space;
  }

  /** A PUT broke off after bytes may have been sent. */
  void note(NodePath path, Endpoint place) {
    if (space.isOwnFile(place.url())) {
      broken.add(path);
    }
  }

  /** Returns when the service has given up the broken PUT, or has had its time. */
  void settle(String what, NodePath path) throws VospaceException {
    if (!broken.contains(path)) {
      return;
    }
    Deadline until = Deadline.in(PATIENCE, calls.ticker());
    Duration wait = FIRST_LOOK;
    while (length(what, path) > 0 && !until.isOver()) {
      calls.pause(what, wait);
      wait = wait.multipliedBy(2);
    }
  }

  /**
   * After an acknowledged PUT: makes sure that nothing emptied the file behind it.
   *
   * @throws VospaceException.Corrupt when something did
   */
  void confirm(String what, NodePath path, long stored) throws VospaceException {
    if (!broken.contains(path)) {
      return;
    }
    long length = length(what, path);
    if (length != stored) {
      throw new VospaceException.Corrupt(
          what + ": an earlier upload that broke off left " + length + " bytes of " + stored);
    }
    broken.remove(path);
  }

  /** What is stored now; 0 also when nothing is. */
  private long length(String what, NodePath path) throws VospaceException {
    Url file = space.file(path).orElse(null);
    if (file == null) {
      return 0;
    }
    try (Reply reply = calls.send(what, Call.head(file), calls.deadline())) {
      if (reply.status() == 404 || reply.status() == 204) {
        return 0;
      }
      if (!reply.isSuccess()) {
        throw FaultMapper.of(what, reply);
      }
      return Math.max(0, reply.contentLength());
    }
  }
}
