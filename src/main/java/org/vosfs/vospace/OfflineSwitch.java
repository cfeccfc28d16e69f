package org.vosfs.vospace;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vosfs.base.NodePath;

/**
 * A client that can be told to ask nobody: every call then fails at once, as transiently as in an
 * outage, so that what is cached is served and what is written waits. Reads that have begun go on.
 * Thread-safe.
 */
public final class OfflineSwitch implements VospaceClient {
  private final VospaceClient client;
  private volatile boolean offline;

  /** Over {@code client}, which it closes. */
  public OfflineSwitch(VospaceClient client) {
    this.client = client;
  }

  public void setOffline(boolean offline) {
    this.offline = offline;
  }

  public boolean isOffline() {
    return offline;
  }

  private VospaceClient online(String what, NodePath path) throws VospaceException {
    if (offline) {
      throw new VospaceException.Unavailable(
          what + " " + path + ": this mount is offline (vosfs offline --off ends that)", null);
    }
    return client;
  }

  @Override
  public Node node(NodePath path, Detail detail) throws VospaceException {
    return online("look at", path).node(path, detail);
  }

  @Override
  public void list(NodePath container, Consumer<Node> sink) throws VospaceException {
    online("list", container).list(container, sink);
  }

  @Override
  public Node create(NodePath path, NewNode node) throws VospaceException {
    return online("create", path).create(path, node);
  }

  @Override
  public Node update(NodePath path, NodeKind kind, PropertyChanges changes)
      throws VospaceException {
    return online("change", path).update(path, kind, changes);
  }

  @Override
  public TreeChange updateTree(
      NodePath path, NodeKind kind, PropertyChanges changes, JobWatch watch)
      throws VospaceException {
    return online("change", path).updateTree(path, kind, changes, watch);
  }

  @Override
  public void delete(NodePath path) throws VospaceException {
    online("remove", path).delete(path);
  }

  @Override
  public void move(NodePath from, NodePath to) throws VospaceException {
    online("rename", from).move(from, to);
  }

  @Override
  public TreeRemoval deleteTree(NodePath container, JobWatch watch) throws VospaceException {
    return online("remove", container).deleteTree(container, watch);
  }

  @Override
  public void archive(List<NodePath> members, ArchiveFormat format, OutputStream out)
      throws VospaceException {
    online("pack", members.isEmpty() ? NodePath.ROOT : members.get(0))
        .archive(members, format, out);
  }

  @Override
  public Download download(NodePath path) {
    Download download = client.download(path);
    return new Download() {
      @Override
      public void read(long offset, long length, ContentSink sink) throws VospaceException {
        VospaceClient unused = online("read", path);
        download.read(offset, length, sink);
      }

      @Override
      public void close() {
        download.close();
      }
    };
  }

  @Override
  public Stored upload(NodePath path, UploadBody body) throws VospaceException {
    return online("upload", path).upload(path, body);
  }

  @Override
  public boolean cutout(NodePath path, List<SodaParameter> parameters, OutputStream to)
      throws VospaceException {
    return online("cut", path).cutout(path, parameters, to);
  }

  @Override
  public String uriOf(NodePath path) {
    return client.uriOf(path);
  }

  @Override
  public Optional<String> urlOf(NodePath path) {
    return client.urlOf(path);
  }

  @Override
  public Optional<Node> quotaAbove() throws VospaceException {
    return online("look above", NodePath.ROOT).quotaAbove();
  }

  @Override
  public Optional<NodePath> pathOf(String uri) {
    return client.pathOf(uri);
  }

  @Override
  public ServiceTraits traits() {
    return client.traits();
  }

  @Override
  public void close() {
    client.close();
  }
}
