package org.vosfs.interop;

import ca.nrc.cadc.auth.AuthenticationUtil;
import ca.nrc.cadc.auth.NotAuthenticatedException;
import ca.nrc.cadc.uws.Parameter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.opencadc.vospace.DataNode;
import org.opencadc.vospace.Node;
import org.opencadc.vospace.VOSURI;
import org.opencadc.vospace.server.NodePersistence;
import org.opencadc.vospace.server.PathResolver;
import org.opencadc.vospace.server.auth.VOSpaceAuthorizer;
import org.opencadc.vospace.server.transfers.TransferGenerator;
import org.opencadc.vospace.transfer.Protocol;
import org.opencadc.vospace.transfer.Transfer;

/** Bytes as vault and its sites serve them: {@code /files} points to a place that needs no name. */
final class Sites implements TransferGenerator {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]*)");

  private final String base;
  private @Nullable MemoryNodes nodes;

  /**
   * @param base URL of the web application
   */
  Sites(String base) {
    this.base = base;
  }

  void over(MemoryNodes tree) {
    nodes = tree;
  }

  private MemoryNodes nodes() {
    if (nodes == null) {
      throw new IllegalStateException("no tree");
    }
    return nodes;
  }

  private static PathResolver resolver(NodePersistence nodes) {
    return new PathResolver(nodes, new VOSpaceAuthorizer(nodes));
  }

  @Override
  public List<Protocol> getEndpoints(
      VOSURI target, Transfer transfer, @Nullable List<Parameter> parameters) throws Exception {
    List<Protocol> offered = new ArrayList<>();
    Node node = resolver(nodes()).getNode(target.getPath(), true);
    if (node instanceof DataNode) {
      for (Protocol wanted : transfer.getProtocols()) {
        Protocol one = new Protocol(wanted.getUri());
        one.setEndpoint(base + "/store/" + node.getID() + "/" + node.getID());
        offered.add(one);
      }
    }
    return offered;
  }

  /** {@code /files}: 303 to the bytes, or what is wrong. */
  HttpServlet files() {
    return new Files();
  }

  /** The bytes themselves, by node id. */
  HttpServlet store() {
    return new Store();
  }

  private final class Files extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        Subject caller = AuthenticationUtil.getSubject(request);
        Subject.doAs(
            caller,
            (PrivilegedExceptionAction<@Nullable Void>)
                () -> {
                  point(caller, request, response);
                  return null;
                });
      } catch (NotAuthenticatedException e) {
        say(response, 401, e.getMessage());
      } catch (PrivilegedActionException e) {
        say(response, 500, String.valueOf(e.getCause()));
      }
    }

    private void point(Subject caller, HttpServletRequest request, HttpServletResponse response)
        throws Exception {
      String path = request.getPathInfo();
      Node node = resolver(nodes()).getNode(path, true);
      if (node == null) {
        say(response, 404, "NodeNotFound: " + path);
      } else if (!(node instanceof DataNode)) {
        say(response, 400, "InvalidArgument: target is not a data node");
      } else if (!new VOSpaceAuthorizer(nodes()).hasSingleNodeReadPermission(node, caller)) {
        say(response, 403, "PermissionDenied: " + path);
      } else if (nodes().content(node.getID()) == null) {
        response.setStatus(204);
      } else if (request.getMethod().equals("HEAD")) {
        describe(response, nodes().content(node.getID()));
      } else {
        response.setStatus(303);
        response.setHeader("Location", base + "/store/" + node.getID() + "/" + node.getID());
      }
    }
  }

  private static void describe(HttpServletResponse response, MemoryNodes.@Nullable Stored stored) {
    if (stored != null) {
      response.setHeader("Digest", "md5=" + base64(stored.md5()));
      response.setHeader(
          "Last-Modified",
          DateTimeFormatter.RFC_1123_DATE_TIME.format(stored.date().atOffset(ZoneOffset.UTC)));
      response.setContentLength(stored.bytes().length);
    }
  }

  private final class Store extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] bytes = request.getInputStream().readAllBytes();
      long announced = request.getContentLengthLong();
      String md5 = md5(bytes);
      String digest = request.getHeader("Digest");
      if (bytes.length == 0) {
        say(response, 400, "invalid input: no content");
      } else if (announced >= 0 && announced != bytes.length) {
        say(response, 412, "length mismatch");
      } else if (digest != null && !digest.equals("md5=" + base64(md5))) {
        say(response, 412, "checksum mismatch");
      } else {
        String id = UUID.randomUUID().toString();
        nodes().store(id(request), new MemoryNodes.Stored(bytes, md5, id, nodes().now()));
        response.setHeader("Digest", "md5=" + base64(md5));
        response.setStatus(201);
      }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      MemoryNodes.Stored stored = nodes().content(id(request));
      if (stored == null) {
        say(response, 404, "not found");
        return;
      }
      byte[] bytes = stored.bytes();
      response.setHeader("x-artifact-id", stored.id());
      describe(response, stored);
      Matcher range = RANGE.matcher(String.valueOf(request.getHeader("Range")));
      if (range.matches()) {
        long start = Long.parseLong(range.group(1));
        if (start >= bytes.length) {
          response.setHeader("Content-Range", "bytes */" + bytes.length);
          response.setContentLength(0);
          response.setStatus(416);
          return;
        }
        String last = range.group(2);
        long end = last.isEmpty() ? bytes.length : Math.min(bytes.length, Long.parseLong(last) + 1);
        response.setHeader(
            "Content-Range", "bytes " + start + "-" + (end - 1) + "/" + bytes.length);
        bytes = Arrays.copyOfRange(bytes, (int) start, (int) end);
        response.setStatus(206);
      }
      response.setContentLength(bytes.length);
      if (!request.getMethod().equals("HEAD")) {
        response.getOutputStream().write(bytes);
      }
    }
  }

  private static UUID id(HttpServletRequest request) {
    String path = request.getPathInfo();
    return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  private static void say(HttpServletResponse response, int status, @Nullable String text)
      throws IOException {
    response.setStatus(status);
    response.setContentType("text/plain");
    response.getOutputStream().write(String.valueOf(text).getBytes(StandardCharsets.UTF_8));
  }

  static URI resource(String name) {
    return URI.create("ivo://example.org/" + name);
  }
}
