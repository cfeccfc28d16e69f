package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.SAXException;

/** Bodies are valid by the VOSpace 2.1 and UWS 1.1 schemas, as OpenCADC distributes them. */
final class SchemaTest {
  private static final Schema VOSPACE = schema("VOSpace-2.1.xsd");
  private static final Schema UWS = schema("UWS-v1.1.xsd");

  @TempDir Path root;

  private static Schema schema(String name) {
    Source[] sources = {source("XLINK.xsd"), source(name)};
    try {
      return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(sources);
    } catch (SAXException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }

  private static Source source(String name) {
    URL url = SchemaTest.class.getClassLoader().getResource(name);
    if (url == null) {
      throw new IllegalStateException("no schema " + name);
    }
    return new StreamSource(url.toString());
  }

  private static void valid(Schema schema, Rig.Reply reply, String what) throws Exception {
    assertThat(reply.status()).as(what).isIn(200, 201);
    try (InputStream in = new ByteArrayInputStream(reply.bytes())) {
      schema.newValidator().validate(new StreamSource(in));
    } catch (SAXException e) {
      throw new IOException(what + ": " + e.getMessage() + "\n" + reply.text(), e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodes(Profile profile) throws Exception {
    try (Rig rig = new Rig(DemoSettings.of(root, profile))) {
      String h = rig.home();
      valid(VOSPACE, rig.mkdir(h + "/d", Rig.property(Keys.CORE + "title", "t")).send(), "mkdir");
      valid(VOSPACE, rig.mkfile(h + "/d/f").send(), "mkfile");
      valid(VOSPACE, rig.mklink(h + "/d/l", rig.uri(h + "/d/f")).send(), "mklink");
      rig.upload(h + "/d/f", Rig.utf8("x"));
      String odd = Rig.property("ivo://example.org/meta#note", "&lt;&amp;&quot;\u00e9");
      valid(VOSPACE, rig.set(h + "/d/f", "DataNode", odd).send(), "POST");
      for (String detail : List.of("min", "max", "properties")) {
        for (String path : List.of("", "/d", "/d/f", "/d/l")) {
          Rig.Reply reply = rig.get("/nodes" + h + path + "?detail=" + detail).send();
          valid(VOSPACE, reply, detail + " " + path);
        }
      }
      valid(VOSPACE, rig.get("/nodes").send(), "root");
    }
  }

  @ParameterizedTest
  @EnumSource
  void transfersAndJobs(Profile profile) throws Exception {
    try (Rig rig = new Rig(DemoSettings.of(root, profile))) {
      String h = rig.home();
      rig.upload(h + "/f", Rig.utf8("x"));
      valid(VOSPACE, rig.details(UnaryOperator.identity(), h + "/f", false), "pull");
      valid(VOSPACE, rig.details(UnaryOperator.identity(), h + "/g", true), "push");
      String job = rig.post("/transfers").xml(rig.move(h + "/f", h + "/e")).send().location();
      valid(UWS, rig.get(job).send(), "pending");
      rig.run(UnaryOperator.identity(), job);
      valid(UWS, rig.get(job).send(), "completed");
      String bad = rig.post("/transfers").xml(rig.move(h + "/none", h + "/x")).send().location();
      rig.run(UnaryOperator.identity(), bad);
      valid(UWS, rig.get(bad).send(), "error");
      valid(UWS, rig.get("/transfers").send(), "job list");
      if (profile != Profile.SPEC) {
        String target = "target=" + Rig.encode(rig.uri(h + "/e"));
        String delete = rig.post("/async-delete").form(target).send().location();
        rig.run(UnaryOperator.identity(), delete);
        valid(UWS, rig.get(delete).send(), "recursive delete");
      } else {
        for (String list : List.of("views", "properties", "protocols")) {
          valid(VOSPACE, rig.get("/" + list).send(), list);
        }
      }
    }
  }
}
