package org.vosfs.vospace.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.Reply;
import org.vosfs.http.Url;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.NodeUris;
import org.vosfs.vospace.wire.NodeXml;

/**
 * One listing of one container (protocol §6.1). Used once, by one thread.
 *
 * <p>Pages are asked for by {@code uri=} until the service shows that it has none: by sending more
 * than the limit, or by OptionNotSupported. A page that breaks off is asked for again, and what was
 * handed on is not repeated. What cannot be noticed: cavern cuts a listing short at an unreadable
 * entry, and vault at a node with a destroyed property value, both with a well-formed document
 * (§20, §21.1). Absence from a listing is therefore no proof of absence.
 */
final class Listing {
  /** How often a page that broke off is asked for again (protocol §2.2). */
  private static final int REPEATS = 2;

  /** More than any service holds in one container; an endless listing ends here. */
  private static final int MOST_CHILDREN = 1_000_000;

  /** Bytes of memory that all children together may take, roughly counted. */
  private static final long MOST_MEMORY = Runtime.getRuntime().maxMemory() / 4;

  /** What a child takes beside its texts. */
  private static final int OF_ONE_CHILD = 100;

  /** Slower than any service: a listing that brings less stands still. */
  private static final Duration LONGEST_FOR_A_CHILD = Duration.ofSeconds(1);

  private final ServiceCalls calls;
  private final Space space;
  private final Learned learned;
  private final int pageSize;
  private final NodePath container;
  private final Consumer<Node> sink;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String last;
  private int onPage;
  private long memory;

  /** Why the page must not be asked for again; null as long as it may. */
  private @Nullable String hopeless;

  Listing(
      ServiceCalls calls,
      Space space,
      Learned learned,
      int pageSize,
      NodePath container,
      Consumer<Node> sink) {
    this.calls = calls;
    this.space = space;
    this.learned = learned;
    this.pageSize = pageSize;
    this.container = container;
    this.sink = sink;
  }

  void run(NodeRequests nodes) throws VospaceException {
    Space.check(container);
    if (learned.paging()) {
      pages();
    } else {
      page("");
    }
    if (seen.isEmpty() && learned.saysReadable()) {
      requireReadable(nodes);
    }
  }

  private void pages() throws VospaceException {
    String start = null;
    while (true) {
      int before = seen.size();
      try {
        page(query(start));
      } catch (VospaceException.Unsupported e) {
        if (start == null) {
          throw e;
        }
        // no paging here, so a first page of exactly the limit may have been all or not
        learned.paging(false);
        page("");
        return;
      }
      if (onPage > pageSize) {
        learned.paging(false);
        return;
      }
      if (start != null) {
        learned.paging(true);
      }
      boolean isShort = onPage < pageSize;
      boolean nothingNew = seen.size() == before;
      if (last == null || nothingNew || (isShort && learned.shortPageEnds())) {
        return;
      }
      start = last;
    }
  }

  /** The start is built from the path asked for: the reply's may be a link's target (§6.1). */
  private String query(@Nullable String start) {
    if (start == null) {
      return "?limit=" + pageSize;
    }
    // taken over as it was sent: a name the service mangles cannot be asked for otherwise
    int end = start.endsWith("/") ? start.length() - 1 : start.length();
    String name = start.substring(start.lastIndexOf('/', end - 1) + 1, end);
    String uri = space.uri(container) + "/" + name;
    return "?limit=" + pageSize + "&uri=" + NodeUris.encodeQuery(uri);
  }

  private void page(String query) throws VospaceException {
    String what = "list " + container;
    Url url = space.node(container).plus(query);
    for (int repeats = 0; ; repeats++) {
      onPage = 0;
      try (Reply reply = calls.send(what, Call.get(url), calls.moving())) {
        if (read(what, reply, repeats)) {
          return;
        }
      }
    }
  }

  /** False when the document broke off and is worth asking for again. */
  private boolean read(String what, Reply reply, int repeats) throws VospaceException {
    try {
      NodeXml.Sent own =
          ServiceCalls.read(what, reply, in -> NodeXml.read(new Paced(in), this::child));
      if (!(own.node() instanceof Node.Container)) {
        throw new VospaceException.Invalid(what + ": not a container");
      }
      return true;
    } catch (VospaceException.Malformed | VospaceException.Unavailable e) {
      if (hopeless != null) {
        throw new VospaceException.Malformed(what + ": " + hopeless, null);
      }
      // with a cause, it is the document that broke; without, the status says it all
      if (repeats >= REPEATS || e.getCause() == null) {
        throw e;
      }
      return false;
    }
  }

  private void child(NodeXml.Sent child) throws IOException {
    onPage++;
    String name = child.node().name();
    if (onPage > MOST_CHILDREN || seen.size() > MOST_CHILDREN) {
      throw giveUp("more than " + MOST_CHILDREN + " children");
    }
    if (child.uri().isEmpty()) {
      return;
    }
    last = child.uri();
    if (seen.add(name)) {
      memory += OF_ONE_CHILD + name.length() + child.node().properties().memory();
      if (memory > MOST_MEMORY) {
        throw giveUp("its children take more memory than there is, after " + seen.size());
      }
      sink.accept(child.node());
    }
  }

  private IOException giveUp(String why) {
    hopeless = why;
    return new IOException(why);
  }

  /** Fails once the children come slower than any service sends them, whatever else comes. */
  private final class Paced extends FilterInputStream {
    private final long start = calls.ticker().read();

    Paced(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      check();
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      check();
      return in.read(buffer, offset, length);
    }

    private void check() throws IOException {
      long allowed = 2 * calls.stall().toNanos() + onPage * LONGEST_FOR_A_CHILD.toNanos();
      if (calls.ticker().read() - start > allowed) {
        long seconds = Duration.ofNanos(allowed).toSeconds();
        throw giveUp("only " + onPage + " children came in " + seconds + " s");
      }
    }
  }

  /** CADC answers 200 and nothing when the caller may not look (protocol §6.1). */
  private void requireReadable(NodeRequests nodes) throws VospaceException {
    if (!nodes.get(container, Detail.MAX).properties().isReadable()) {
      throw new VospaceException.Denied("list " + container + ": it may not be read");
    }
  }
}
