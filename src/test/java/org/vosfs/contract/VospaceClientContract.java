package org.vosfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * What every {@link VospaceClient} does about names, whoever is behind it. Implementations subclass
 * this; each test begins with an empty, writable root. Bytes: {@link VospaceContentContract}.
 */
public abstract class VospaceClientContract {
  protected static final String NOTE = "ivo://example.org/meta#note";
  protected static final String COLOUR = "ivo://example.org/meta#colour";

  /** A client whose root is empty and writable. */
  protected abstract VospaceClient client();

  protected static NodePath path(String text) {
    return NodePath.of(text);
  }

  protected void mkdir(String text) throws VospaceException {
    client().create(path(text), NewNode.container());
  }

  protected Node look(String text) throws VospaceException {
    return client().node(path(text), Detail.PROPERTIES);
  }

  protected Map<String, Node> list(String text) throws VospaceException {
    Map<String, Node> children = new TreeMap<>();
    client()
        .list(
            path(text),
            child -> assertThat(children.put(child.name(), child)).as("%s twice", child).isNull());
    return children;
  }

  protected void assertAbsent(String text) {
    assertThatThrownBy(() -> look(text)).isInstanceOf(VospaceException.NotFound.class);
  }

  // ---- single nodes

  @Test
  void theRootIsAContainerWithoutAName() throws Exception {
    Node root = look("/");
    assertThat(NodeKind.of(root)).isEqualTo(NodeKind.CONTAINER);
    assertThat(root.name()).isEmpty();
  }

  @Test
  void aContainerIsCreated() throws Exception {
    Node created = client().create(path("/d"), NewNode.container());
    assertThat(NodeKind.of(created)).isEqualTo(NodeKind.CONTAINER);
    assertThat(created.name()).isEqualTo("d");
    assertThat(NodeKind.of(look("/d"))).isEqualTo(NodeKind.CONTAINER);
  }

  @Test
  void aDataNodeIsCreatedEmpty() throws Exception {
    client().create(path("/f"), NewNode.data());
    assertThat(look("/f"))
        .isInstanceOfSatisfying(Node.Data.class, data -> assertThat(data.length()).isZero());
  }

  @Test
  void aLinkKeepsItsTargetAndIsNotFollowed() throws Exception {
    mkdir("/d");
    String target = client().uriOf(path("/d"));
    client().create(path("/l"), NewNode.link(target));
    assertThat(look("/l"))
        .isInstanceOfSatisfying(
            Node.Link.class,
            link -> assertThat(client().pathOf(link.target())).contains(path("/d")));
  }

  @Test
  void aBrokenLinkCanBeMadeAndSeen() throws Exception {
    client().create(path("/l"), NewNode.link(client().uriOf(path("/nowhere"))));
    assertThat(NodeKind.of(look("/l"))).isEqualTo(NodeKind.LINK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/d", "/f", "/l"})
  void aNameIsCreatedOnlyOnce(String existing) throws Exception {
    mkdir("/d");
    client().create(path("/f"), NewNode.data());
    client().create(path("/l"), NewNode.link(client().uriOf(path("/f"))));
    List<NewNode> all =
        List.of(NewNode.container(), NewNode.data(), NewNode.link(client().uriOf(path("/d"))));
    NodeKind before = NodeKind.of(look(existing));
    for (NewNode node : all) {
      assertThatThrownBy(() -> client().create(path(existing), node))
          .as("%s over %s", node.kind(), existing)
          .isInstanceOf(VospaceException.AlreadyExists.class);
    }
    assertThat(NodeKind.of(look(existing))).isEqualTo(before);
  }

  @Test
  void aParentHasToExist() {
    assertThatThrownBy(() -> mkdir("/no/such")).isInstanceOf(VospaceException.NotFound.class);
  }

  @Test
  void aFileIsNoParent() throws Exception {
    client().create(path("/f"), NewNode.data());
    assertThatThrownBy(() -> mkdir("/f/below")).isInstanceOf(VospaceException.NotFound.class);
  }

  @Test
  void whatIsAbsentIsNotFound() {
    assertAbsent("/nothing");
    assertAbsent("/nothing/below");
  }

  @Test
  void noneOfSeveralChangesAtOnceIsLost() throws Exception {
    client().create(path("/f"), NewNode.data());
    List<java.util.concurrent.CompletableFuture<Void>> changes = new ArrayList<>();
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < 8; i++) {
      String uri = NOTE + i;
      expected.put(uri, "v" + uri);
      changes.add(
          java.util.concurrent.CompletableFuture.runAsync(
              () -> {
                try {
                  client()
                      .update(path("/f"), NodeKind.DATA, PropertyChanges.setting(uri, "v" + uri));
                } catch (VospaceException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    changes.forEach(java.util.concurrent.CompletableFuture::join);
    assertThat(look("/f").properties().values()).containsAllEntriesOf(expected);
  }

  @Test
  void propertiesCanBeGivenAtCreation() throws Exception {
    client().create(path("/f"), new NewNode(NodeKind.DATA, null, Map.of(NOTE, "first <&> light")));
    assertThat(look("/f").properties().get(NOTE)).contains("first <&> light");
  }

  @Test
  void allDetailTellsWhatOneMayDo() throws Exception {
    mkdir("/d");
    NodeProperties properties = client().node(path("/d"), Detail.MAX).properties();
    assertThat(properties.isReadable()).isTrue();
    assertThat(properties.isWritable()).isTrue();
  }

  // ---- names

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a;b",
        "a&b",
        "a+b",
        "a'b",
        "a~b",
        "a(b)",
        "a,b",
        "a@b",
        "a=b",
        "a$b",
        "a!b",
        "a:b",
        "a*b",
        ".hidden",
        "-x",
        "_x",
        "~",
        "Ünï",
        "日本語",
        "a.tar.gz",
        "preauth:x"
      })
  void everyLegalNameGoesRoundTrip(String name) throws Exception {
    mkdir("/" + name);
    client().create(path("/" + name + "/" + name), NewNode.data());
    assertThat(list("/")).containsOnlyKeys(name);
    assertThat(list("/" + name)).containsOnlyKeys(name);
    assertThat(look("/" + name + "/" + name).name()).isEqualTo(name);
    client().move(path("/" + name + "/" + name), path("/" + name + "/moved"));
    client().move(path("/" + name + "/moved"), path("/" + name + "/" + name + "2"));
    assertThat(list("/" + name)).containsOnlyKeys(name + "2");
    client().delete(path("/" + name + "/" + name + "2"));
    client().delete(path("/" + name));
    assertThat(list("/")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a#b",
        "a?b",
        "a%b",
        "a%20b",
        "a%41",
        "a\"b",
        "a<b",
        "a>b",
        "a[b",
        "a]b",
        "a{b",
        "a}b",
        "a|b",
        "a\\b",
        "a^b",
        "a`b",
        "a\tb",
        "a\nb",
        "a\u00a0b",
        "a\u007fb",
        "e\u0301"
      })
  void aNameThatServicesMangleIsRefusedEverywhere(String name) throws Exception {
    client().create(path("/a"), NewNode.data());
    client().create(path("/aA"), NewNode.data());
    NodePath bad = path("/" + name);
    assertInvalid(() -> client().node(bad, Detail.PROPERTIES));
    assertInvalid(() -> client().list(bad, child -> {}));
    assertInvalid(() -> client().create(bad, NewNode.data()));
    assertInvalid(() -> client().update(bad, NodeKind.DATA, PropertyChanges.setting(NOTE, "x")));
    assertInvalid(() -> client().delete(bad));
    assertInvalid(() -> client().move(bad, path("/b")));
    assertInvalid(() -> client().move(path("/a"), bad));
    assertInvalid(() -> client().upload(bad, new Content.Body(new byte[3])));
    assertInvalid(() -> client().upload(bad, new Content.Body(new byte[0])));
    assertInvalid(() -> Content.read(client().download(bad)));
    assertThat(list("/")).containsOnlyKeys("a", "aA");
  }

  private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(VospaceException.Invalid.class);
  }

  @Test
  void namesDifferByCase() throws Exception {
    mkdir("/Name");
    client().create(path("/name"), NewNode.data());
    assertThat(list("/")).containsOnlyKeys("Name", "name");
    assertThat(NodeKind.of(look("/Name"))).isEqualTo(NodeKind.CONTAINER);
    assertThat(NodeKind.of(look("/name"))).isEqualTo(NodeKind.DATA);
  }

  @Test
  void theLongestNameWorks() throws Exception {
    String name = "n".repeat(255);
    mkdir("/" + name);
    assertThat(list("/")).containsOnlyKeys(name);
  }

  // ---- listings

  @Test
  void anEmptyContainerListsNothing() throws Exception {
    mkdir("/d");
    assertThat(list("/d")).isEmpty();
  }

  @Test
  void aListingTellsKindsAndIsNotRecursive() throws Exception {
    mkdir("/d");
    mkdir("/d/sub");
    mkdir("/d/sub/deep");
    client().create(path("/d/f"), NewNode.data());
    client().create(path("/d/l"), NewNode.link(client().uriOf(path("/d/f"))));
    Map<String, NodeKind> kinds = new HashMap<>();
    list("/d").forEach((name, node) -> kinds.put(name, NodeKind.of(node)));
    assertThat(kinds)
        .isEqualTo(Map.of("sub", NodeKind.CONTAINER, "f", NodeKind.DATA, "l", NodeKind.LINK));
  }

  @ParameterizedTest
  @ValueSource(ints = {49, 50, 51, 99, 130})
  void everyChildIsListedOnceHoweverManyThereAre(int count) throws Exception {
    mkdir("/d");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = (i % 3 == 0 ? "_" : i % 3 == 1 ? "A" : "a") + i;
      names.add(name);
      client().create(path("/d/" + name), NewNode.container());
    }
    assertThat(list("/d")).containsOnlyKeys(names.toArray(String[]::new));
    assertThat(list("/d")).hasSize(count);
  }

  @Test
  void onlyContainersAreListed() throws Exception {
    mkdir("/d");
    client().create(path("/f"), NewNode.data());
    client().create(path("/l"), NewNode.link(client().uriOf(path("/d"))));
    assertInvalid(() -> list("/f"));
    assertInvalid(() -> list("/l"));
    assertThatThrownBy(() -> list("/nothing")).isInstanceOf(VospaceException.NotFound.class);
  }

  // ---- properties

  @Test
  void onlyWhatIsMentionedChanges() throws Exception {
    client().create(path("/f"), new NewNode(NodeKind.DATA, null, Map.of(NOTE, "a", COLOUR, "b")));
    client().update(path("/f"), NodeKind.DATA, PropertyChanges.setting(NOTE, "c"));
    NodeProperties after = look("/f").properties();
    assertThat(after.get(NOTE)).contains("c");
    assertThat(after.get(COLOUR)).contains("b");
    Node updated =
        client().update(path("/f"), NodeKind.DATA, new PropertyChanges(Map.of(), Set.of(NOTE)));
    assertThat(updated.name()).isEqualTo("f");
    assertThat(look("/f").properties().get(NOTE)).isEmpty();
    assertThat(look("/f").properties().get(COLOUR)).contains("b");
  }

  @Test
  void aContainerCanBeMadePublicAndPrivateAgain() throws Exception {
    mkdir("/d");
    String key = NodeProperties.IS_PUBLIC;
    client().update(path("/d"), NodeKind.CONTAINER, PropertyChanges.setting(key, "true"));
    assertThat(look("/d").properties().isPublic()).isTrue();
    client().update(path("/d"), NodeKind.CONTAINER, PropertyChanges.setting(key, "false"));
    assertThat(look("/d").properties().isPublic()).isFalse();
  }

  @Test
  void propertiesOfNothingCannotChange() {
    assertThatThrownBy(
            () -> client().update(path("/no"), NodeKind.DATA, PropertyChanges.setting(NOTE, "x")))
        .isInstanceOf(VospaceException.NotFound.class);
  }

  @Test
  void theKindHasToBeRight() throws Exception {
    mkdir("/d");
    assertInvalid(
        () -> client().update(path("/d"), NodeKind.DATA, PropertyChanges.setting(NOTE, "x")));
  }

  // ---- delete

  @Test
  void eachKindIsDeleted() throws Exception {
    mkdir("/d");
    client().create(path("/f"), NewNode.data());
    client().create(path("/l"), NewNode.link(client().uriOf(path("/f"))));
    client().delete(path("/l"));
    assertThat(list("/")).containsOnlyKeys("d", "f");
    client().delete(path("/f"));
    client().delete(path("/d"));
    assertThat(list("/")).isEmpty();
  }

  @Test
  void aContainerThatIsNotEmptyStaysWhole() throws Exception {
    mkdir("/d");
    mkdir("/d/sub");
    client().create(path("/d/sub/f"), NewNode.data());
    assertThatThrownBy(() -> client().delete(path("/d")))
        .isInstanceOf(VospaceException.NotEmpty.class);
    assertThat(NodeKind.of(look("/d/sub/f"))).isEqualTo(NodeKind.DATA);
  }

  @Test
  void whatIsAbsentCannotBeDeleted() {
    assertThatThrownBy(() -> client().delete(path("/no")))
        .isInstanceOf(VospaceException.NotFound.class);
  }

  // ---- move

  @Test
  void aContainerMovesWithEverythingInIt() throws Exception {
    mkdir("/d");
    mkdir("/d/sub");
    client().create(path("/d/sub/f"), NewNode.data());
    mkdir("/other");
    client().move(path("/d"), path("/other/new"));
    assertThat(list("/")).containsOnlyKeys("other");
    assertThat(list("/other/new/sub")).containsOnlyKeys("f");
  }

  @Test
  void aLinkItselfMoves() throws Exception {
    mkdir("/d");
    client().create(path("/l"), NewNode.link(client().uriOf(path("/d"))));
    client().move(path("/l"), path("/m"));
    assertThat(NodeKind.of(look("/m"))).isEqualTo(NodeKind.LINK);
    assertThat(list("/")).containsOnlyKeys("d", "m");
  }

  @Test
  void propertiesTravelAlong() throws Exception {
    client().create(path("/f"), new NewNode(NodeKind.DATA, null, Map.of(NOTE, "kept")));
    client().move(path("/f"), path("/g"));
    assertThat(look("/g").properties().get(NOTE)).contains("kept");
  }

  @Test
  void anExistingFileIsNeverMovedOver() throws Exception {
    client().create(path("/f"), new NewNode(NodeKind.DATA, null, Map.of(NOTE, "source")));
    client().create(path("/g"), new NewNode(NodeKind.DATA, null, Map.of(NOTE, "target")));
    assertThatThrownBy(() -> client().move(path("/f"), path("/g")))
        .isInstanceOf(VospaceException.AlreadyExists.class);
    assertThat(look("/f").properties().get(NOTE)).contains("source");
    assertThat(look("/g").properties().get(NOTE)).contains("target");
  }

  @Test
  void aMoveNeedsASourceAndAParent() throws Exception {
    client().create(path("/f"), NewNode.data());
    assertThatThrownBy(() -> client().move(path("/no"), path("/x")))
        .isInstanceOf(VospaceException.NotFound.class);
    assertThatThrownBy(() -> client().move(path("/f"), path("/no/x")))
        .isInstanceOf(VospaceException.NotFound.class);
    assertThat(list("/")).containsOnlyKeys("f");
  }

  @Test
  void nothingMovesIntoItself() throws Exception {
    mkdir("/d");
    mkdir("/d/sub");
    assertInvalid(() -> client().move(path("/d"), path("/d/sub/d")));
    assertThat(list("/d")).containsOnlyKeys("sub");
  }

  @Test
  void aNeighbourWhoseNameBeginsAlikeIsNoDescendant() throws Exception {
    mkdir("/a");
    mkdir("/a-backup");
    try {
      client().move(path("/a"), path("/a-backup/a"));
      assertThat(list("/a-backup")).containsOnlyKeys("a");
    } catch (VospaceException.Unsupported e) {
      // the services' substring test (protocol §9.6): refused, with nothing lost
      assertThat(list("/")).containsOnlyKeys("a", "a-backup");
    }
  }

  // ---- URIs

  @Test
  void urisAndPathsAreInverse() throws Exception {
    for (String text : List.of("/", "/d", "/d/a;b&c", "/d/é日本", "/x/a+b(1)")) {
      assertThat(client().pathOf(client().uriOf(path(text)))).contains(path(text));
    }
    String uri = client().uriOf(path("/d"));
    assertThat(client().pathOf(uri.replace('~', '!'))).contains(path("/d"));
    assertThat(client().pathOf(uri + "/")).contains(path("/d"));
    assertThat(client().pathOf(uri + "/../e")).contains(path("/e"));
  }

  @Test
  void foreignUrisHaveNoPath() {
    for (String uri :
        List.of(
            "vos://other.example~x/d",
            "http://example.org/d",
            "file:///etc/passwd",
            "../relative",
            "",
            "vos:",
            "vos://",
            "not a uri at all %zz")) {
      assertThat(client().pathOf(uri)).as(uri).isEmpty();
    }
    String above = client().uriOf(NodePath.ROOT) + "/../../../../elsewhere/x";
    assertThat(client().pathOf(above)).isEmpty();
  }

  @Test
  void illegalTargetsAreToleratedInUris() {
    String uri = client().uriOf(path("/d"));
    assertThat(client().pathOf(uri + "/a b[c]")).contains(path("/d").resolve("a b[c]"));
    assertThat(client().pathOf(uri + "/a%zz")).contains(path("/d").resolve("a%zz"));
    assertThat(client().pathOf(uri + "/a%2Fb")).isEmpty();
    assertThat(client().pathOf(uri + "/a%00b")).isEmpty();
  }
}
