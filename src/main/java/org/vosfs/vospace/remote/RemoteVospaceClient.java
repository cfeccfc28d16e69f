package org.vosfs.vospace.remote;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vosfs.base.NodePath;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.ArchiveFormat;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.JobWatch;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.ServiceTraits;
import org.vosfs.vospace.SodaParameter;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.TreeChange;
import org.vosfs.vospace.TreeRemoval;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * The port over HTTP. Each operation is a class of its own; here they are only put together.
 *
 * <p>A call ends within the metadata deadline of the settings; listings and bytes may go on as long
 * as something arrives within the stall limit. Thread-safe.
 */
public final class RemoteVospaceClient implements VospaceClient {
  private final Transport transport;
  private final Space space;
  private final Learned learned;
  private final RemoteDownload.Means means;
  private final RemoteUpload upload;
  private final int pageSize;
  private final Turns turns;

  private RemoteVospaceClient(
      RemoteSettings settings,
      Transport transport,
      ServiceCalls calls,
      Space space,
      Learned learned,
      Turns turns) {
    this.turns = turns;
    this.transport = transport;
    this.space = space;
    this.learned = learned;
    this.pageSize = settings.pageSize();
    this.means =
        new RemoteDownload.Means(
            calls,
            space,
            new Negotiation(calls, space, settings.credentials()),
            new NodeRequests(calls, space, learned),
            learned,
            settings.siteCache());
    this.upload = new RemoteUpload(means, settings.segments());
  }

  /**
   * Connects: reads the capabilities and looks at the root.
   *
   * @throws VospaceException with one line that says what is wrong and what to do: unreachable, no
   *     VOSpace, credential refused, no such root
   */
  public static RemoteVospaceClient connect(
      RemoteSettings settings, Transport.Surroundings surroundings) throws VospaceException {
    Space.check(settings.root());
    Learned learned = new Learned();
    Transport transport = new Transport(settings.http(), settings.credentials(), surroundings);
    boolean connected = false;
    try {
      ServiceCalls calls =
          new ServiceCalls(transport, surroundings, settings.deadline(), settings.stall(), learned);
      Space space = new Connector(settings, transport, calls, learned).connect();
      connected = true;
      Turns turns = new Turns(surroundings.ticker(), settings.deadline());
      return new RemoteVospaceClient(settings, transport, calls, space, learned, turns);
    } finally {
      if (!connected) {
        transport.close();
      }
    }
  }

  @Override
  public Node node(NodePath path, Detail detail) throws VospaceException {
    return means.nodes().get(path, detail);
  }

  @Override
  public void list(NodePath container, Consumer<Node> sink) throws VospaceException {
    new Listing(means.calls(), space, learned, pageSize, container, sink).run(means.nodes());
  }

  @Override
  public Node create(NodePath path, NewNode node) throws VospaceException {
    return means.nodes().create(path, node);
  }

  @Override
  public Node update(NodePath path, NodeKind kind, PropertyChanges changes)
      throws VospaceException {
    try (Turns.Turn turn = turns.take(path)) {
      return means.nodes().update(path, kind, changes);
    }
  }

  @Override
  public TreeChange updateTree(
      NodePath path, NodeKind kind, PropertyChanges changes, JobWatch watch)
      throws VospaceException {
    return new TreeUpdate(means.calls(), space).run(path, kind, changes, watch);
  }

  @Override
  public void delete(NodePath path) throws VospaceException {
    means.nodes().delete(path);
  }

  @Override
  public void move(NodePath from, NodePath to) throws VospaceException {
    new MoveJob(means.calls(), space).move(from, to);
  }

  @Override
  public TreeRemoval deleteTree(NodePath container, JobWatch watch) throws VospaceException {
    return new TreeJob(means.calls(), space, means.nodes()).delete(container, watch);
  }

  @Override
  public void archive(List<NodePath> members, ArchiveFormat format, OutputStream out)
      throws VospaceException {
    new PackageRequest(means.calls(), space).read(members, format, out);
  }

  @Override
  public Download download(NodePath path) {
    return new RemoteDownload(means, path);
  }

  @Override
  public Stored upload(NodePath path, UploadBody body) throws VospaceException {
    Space.check(path);
    EmptyUpload empty = new EmptyUpload(means, upload);
    // A node that is made again has the properties it had: no change of them may come in between.
    try (Turns.Turn turn = turns.take(path)) {
      empty.finish(path, body);
      if (body.length() == 0) {
        return empty.upload(path, body);
      }
    }
    return upload.upload(path, body);
  }

  @Override
  public boolean cutout(NodePath path, List<SodaParameter> parameters, OutputStream to)
      throws VospaceException {
    Space.check(path);
    return new SodaCutout(means, path).run(parameters, to);
  }

  @Override
  public String uriOf(NodePath path) {
    return space.uri(path);
  }

  @Override
  public Optional<String> urlOf(NodePath path) {
    return space.publicFile(path).map(Url::toString);
  }

  @Override
  public Optional<Node> quotaAbove() throws VospaceException {
    return means.nodes().quotaAbove();
  }

  @Override
  public Optional<NodePath> pathOf(String uri) {
    return space.pathOf(uri);
  }

  @Override
  public ServiceTraits traits() {
    return learned.traits();
  }

  /** Breaks running calls off, too. */
  @Override
  public void close() {
    transport.close();
  }
}
