package org.vosfs.vospace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;

class NodeXmlTest {
  private static final String HEAD =
      "<v:node xmlns:v='http://www.ivoa.net/xml/VOSpace/v2.0'"
          + " xmlns:i='http://www.w3.org/2001/XMLSchema-instance' ";

  private static NodeXml.Sent read(String xml) throws IOException {
    return NodeXml.read(in(xml));
  }

  private static InputStream in(String xml) {
    return new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void otherPrefixesAndUnknownElementsAreTolerated() throws Exception {
    String xml =
        "<?xml version='1.0'?><!-- hello -->"
            + HEAD
            + "uri='vos://a~b/d/a%3Bb%20c' i:type='v:UnstructuredDataNode' odd='x'>"
            + "<v:new><v:properties/></v:new><v:properties>"
            + "<v:property uri='ivo://ivoa.net/vospace/core#length' readOnly='true'>12</v:property>"
            + "<v:property uri='u:nil' i:nil='true'/><v:property>no uri</v:property>"
            + "<v:property uri='u:cdata'><![CDATA[a<b]]>&amp;&#233;</v:property>"
            + "</v:properties><v:accepts><v:view uri='x'/></v:accepts><v:provides/></v:node>";
    Node node = read(xml).node();
    assertThat(node.name()).isEqualTo("a;b c");
    assertThat(((Node.Data) node).length()).isEqualTo(12);
    assertThat(node.properties().values())
        .containsEntry("u:cdata", "a<b&é")
        .doesNotContainKey("u:nil")
        .hasSize(2);
  }

  @Test
  void nothingIsRequiredButTheElement() throws Exception {
    assertThat(read("<node/>").node()).isInstanceOf(Node.Data.class);
    assertThat(read(HEAD + "uri='vos://a~b' i:type='v:ContainerNode'/>").node())
        .isEqualTo(new Node.Container("", NodeProperties.NONE));
  }

  @Test
  void childrenAreHandedOnBeforeTheDocumentBreaks() {
    String child = HEAD + "uri='vos://a~b/d/%d' i:type='v:DataNode'/>";
    String xml =
        HEAD
            + "uri='vos://a~b/d' i:type='v:ContainerNode'><v:nodes>"
            + String.format(child, 1)
            + String.format(child, 2)
            + "<v:no";
    List<String> names = new ArrayList<>();
    assertThatThrownBy(() -> NodeXml.read(in(xml), sent -> names.add(sent.node().name())))
        .isInstanceOf(BadXml.class);
    assertThat(names).containsExactly("1", "2");
  }

  @Test
  void grandchildrenAreNotChildren() throws Exception {
    String inner = HEAD + "uri='vos://a~b/d/e/f' i:type='v:DataNode'/>";
    String child =
        HEAD
            + "uri='vos://a~b/d/e' i:type='v:ContainerNode'><v:nodes>"
            + inner
            + "</v:nodes></v:node>";
    List<String> names = new ArrayList<>();
    NodeXml.read(
        in(
            HEAD
                + "uri='vos://a~b/d' i:type='v:ContainerNode'><v:nodes>"
                + child
                + "</v:nodes></v:node>"),
        sent -> names.add(sent.node().name()));
    assertThat(names).containsExactly("e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no xml",
        "<html><body/></html>",
        "<!DOCTYPE node [<!ENTITY a 'aaaa'>]><node><properties/></node>",
        "<!DOCTYPE node SYSTEM 'file:///etc/passwd'><node/>",
        "<node uri='&a;'/>",
        "<node><properties><property uri='x'>&a;</property></properties></node>",
        "<node>",
        "<node></nodes>",
        "<node/><node/>",
        "{\"node\": 1}"
      })
  void whatIsNoNodeDocumentIsBad(String xml) {
    assertThatThrownBy(() -> read(xml)).isInstanceOf(BadXml.class);
  }

  @Test
  void anEntityBombIsRefused() {
    String xml =
        "<!DOCTYPE n [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><node><x>&c;</x></node>";
    assertThatThrownBy(() -> read(xml)).isInstanceOf(BadXml.class);
  }

  @Test
  void deepNestingEnds() {
    assertThatThrownBy(() -> read("<node>" + "<a>".repeat(100_000)))
        .isInstanceOf(BadXml.class)
        .hasMessageContaining("deep");
  }

  @Test
  void anEndlessAttributeEnds() {
    assertThatThrownBy(() -> NodeXml.read(endless("<node uri='")))
        .isInstanceOf(BadXml.class)
        .hasMessageContaining("endless");
  }

  @Test
  void aHugePropertyIsReadOverInBoundedMemory() throws Exception {
    String start = "<node><properties><property uri='u:big'>";
    String end = "</property><property uri='u:small'>x</property></properties></node>";
    InputStream xml =
        new java.io.SequenceInputStream(
            java.util.Collections.enumeration(List.of(in(start), repeated(100_000_000), in(end))));
    assertThat(NodeXml.read(xml).node().properties().values()).isEqualTo(Map.of("u:small", "x"));
  }

  private static InputStream endless(String start) {
    return new java.io.SequenceInputStream(in(start), repeated(Long.MAX_VALUE));
  }

  private static InputStream repeated(long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? 'x' : -1;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        if (left <= 0) {
          return -1;
        }
        int some = (int) Math.min(length, left);
        java.util.Arrays.fill(buffer, offset, offset + some, (byte) 'x');
        left -= some;
        return some;
      }
    };
  }

  @Test
  void aBrokenConnectionStaysWhatItIs() {
    IOException broken = new IOException("reset");
    InputStream xml =
        new java.io.SequenceInputStream(
            in("<node><nodes>"),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw broken;
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                throw broken;
              }
            });
    assertThatThrownBy(() -> NodeXml.read(xml)).isSameAs(broken);
  }

  @Test
  void jobsTransfersAndCapabilitiesAreRead() throws Exception {
    String job =
        "<u:job xmlns:u='x'><u:jobId>j</u:jobId><u:phase>ERROR</u:phase><u:errorSummary>"
            + "<u:message> DuplicateNode: /a </u:message></u:errorSummary>"
            + "<u:jobInfo><t><phase>X</phase></t></u:jobInfo></u:job>";
    assertThat(JobXml.read(in(job)))
        .isEqualTo(new JobXml("ERROR", "DuplicateNode: /a", java.util.Map.of()));
    String transfer =
        "<t:transfer xmlns:t='x'><t:protocol uri='p'><t:endpoint> http://a/b </t:endpoint>"
            + "</t:protocol><t:protocol uri='p'><t:endpoint>http://c</t:endpoint>"
            + "<t:securityMethod uri='m'/></t:protocol><t:protocol uri='none'/></t:transfer>";
    assertThat(TransferXml.endpoints(in(transfer)))
        .containsExactly(
            new TransferXml.Endpoint("http://a/b", null),
            new TransferXml.Endpoint("http://c", "m"));
    String capabilities =
        "<c:capabilities xmlns:c='x'><capability standardID='s'><interface><accessURL> u "
            + "</accessURL><securityMethod/><securityMethod standardID='m'/></interface>"
            + "<interface><accessURL>w</accessURL></interface></capability></c:capabilities>";
    assertThat(CapabilitiesXml.read(in(capabilities)))
        .containsExactly(
            new CapabilitiesXml.Interface("s", "u", List.of("", "m")),
            new CapabilitiesXml.Interface("s", "w", List.of("")));
  }

  @Test
  void whatIsWrittenSurvivesBeingRead() throws Exception {
    Map<String, String> properties = Map.of("u:a", "x<&\"'\té\n日", "u:b", "");
    byte[] xml = Documents.create("vos://a~b/d/f%3B", new NewNode(NodeKind.DATA, null, properties));
    NodeXml.Sent back = NodeXml.read(new ByteArrayInputStream(xml));
    assertThat(back.node().properties().values()).isEqualTo(properties);
    assertThat(back.uri()).isEqualTo("vos://a~b/d/f%3B");
    String update =
        new String(
            Documents.update(
                "vos://a~b/d", NodeKind.CONTAINER, new PropertyChanges(Map.of(), Set.of("u:x"))),
            StandardCharsets.UTF_8);
    assertThat(update).contains("uri=\"u:x\" xsi:nil=\"true\"").contains("<vos:nodes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "a\u0007b", "\ud800", "\uffff", "\r"})
  void whatXmlCannotCarryIsRefused(String value) {
    NewNode node = new NewNode(NodeKind.DATA, null, Map.of("u:a", value));
    assertThatThrownBy(() -> Documents.create("vos://a~b/d", node))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
