package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AccessTest {
  @TempDir Path root;

  private static Rig.Call alice(Rig.Call call) {
    return call.as(Rig.ALICE);
  }

  private static Rig.Call bob(Rig.Call call) {
    return call.as(Rig.BOB);
  }

  private Rig rig(Profile profile) throws Exception {
    return new Rig(DemoSettings.of(root, profile).withUsers(Rig.ALICE, Rig.BOB));
  }

  private static Rig.Reply as(UnaryOperator<Rig.Call> user, Rig.Call call) throws Exception {
    return user.apply(call).send();
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void whoMayDoWhat(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = profile.home("alice");
      assertThat(as(AccessTest::alice, rig.mkdir(h + "/w")).status()).isEqualTo(201);
      assertThat(as(AccessTest::alice, rig.mkfile(h + "/w/f")).status()).isEqualTo(201);
      Rig.Reply denied = as(AccessTest::bob, rig.mkdir(h + "/bobs"));
      assertThat(denied.status()).isEqualTo(403);
      assertThat(denied.text()).isEqualTo("PermissionDenied: " + rig.uri(h + "/bobs"));
      rig.space().setProperty(h, Keys.PUBLIC, "true");
      assertThat(as(AccessTest::bob, rig.mkdir(h + "/bobs")).text())
          .isEqualTo("PermissionDenied: " + rig.uri(h + "/bobs"));
      Rig.Reply list = as(AccessTest::bob, rig.get("/nodes" + h + "/w?detail=max"));
      assertThat(list.status()).as("unreadable container").isEqualTo(200);
      assertThat(list.children()).isEmpty();
      assertThat(list.property(Keys.READABLE)).isNull();
      assertThat(as(AccessTest::bob, rig.get("/nodes" + h + "/w/f")).text())
          .isEqualTo("PermissionDenied: " + rig.uri(h + "/w"));
      assertThat(as(AccessTest::bob, rig.get("/files" + h + "/w/f")).status()).isEqualTo(403);
      assertThat(as(AccessTest::bob, rig.delete("/nodes" + h + "/w/f")).status()).isEqualTo(403);
      assertThat(rig.runMove(AccessTest::bob, h + "/w/f", h + "/w/g"))
          .isEqualTo("ERROR PermissionDenied");
      assertThat(rig.details(AccessTest::bob, h + "/w/f", true).status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void groupsGrantReadingAndWriting(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = profile.home("alice");
      rig.space().setProperty(h, Keys.PUBLIC, "true");
      String properties =
          Rig.property(Keys.GROUP_READ, Rig.group("both"))
              + Rig.property(Keys.GROUP_WRITE, Rig.group("bobs"));
      assertThat(as(AccessTest::alice, rig.mkdir(h + "/shared", properties)).status())
          .isEqualTo(201);
      Rig.Reply max = as(AccessTest::bob, rig.get("/nodes" + h + "/shared?detail=max&limit=0"));
      assertThat(max.property(Keys.READABLE)).isEqualTo("true");
      assertThat(max.property(Keys.WRITABLE)).isEqualTo("true");
      assertThat(as(AccessTest::bob, rig.mkdir(h + "/shared/b")).status()).isEqualTo(201);
      assertThat(rig.runMove(AccessTest::bob, h + "/shared/b", h + "/shared/c"))
          .isEqualTo("COMPLETED");
      as(AccessTest::alice, rig.set(h + "/shared", "ContainerNode", Rig.nil(Keys.GROUP_WRITE)));
      assertThat(as(AccessTest::bob, rig.mkdir(h + "/shared/d")).status()).isEqualTo(403);
      Rig.Reply again = as(AccessTest::bob, rig.get("/nodes" + h + "/shared?detail=max&limit=0"));
      assertThat(again.property(Keys.READABLE)).isEqualTo("true");
      assertThat(again.property(Keys.WRITABLE)).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void challengesAndNames(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      Rig.Reply anonymous = rig.get("/nodes?limit=0").send();
      assertThat(anonymous.status()).isEqualTo(200);
      assertThat(anonymous.http().headers().allValues("WWW-Authenticate"))
          .hasSize(2)
          .contains("Bearer")
          .anyMatch(
              challenge ->
                  profile == Profile.SPEC
                      ? challenge.contains("ivoa_x509 standard_id=")
                      : challenge.equals("ivoa_x509"));
      assertThat(anonymous.header("x-vo-authenticated")).isNull();
      Rig.Reply known = as(AccessTest::alice, rig.get("/nodes?limit=0"));
      assertThat(known.header("x-vo-authenticated")).isEqualTo("alice");
      assertThat(known.header("WWW-Authenticate")).isNull();
      Rig.Reply unknown = rig.get("/nodes").header("Authorization", "Bearer tok-nobody").send();
      assertThat(unknown.status()).isEqualTo(401);
      assertThat(unknown.text()).isEqualTo("invalid token");
      assertThat(unknown.http().headers().allValues("WWW-Authenticate"))
          .contains("Bearer error=\"invalid_token\", error_description=\"invalid token\"");
      Rig.Reply cookie = rig.get("/nodes").header("Cookie", "CADC_SSO=\"tok-bob\"").send();
      assertThat(cookie.header("x-vo-authenticated")).isEqualTo("bob");
      assertThat(
              as(AccessTest::alice, rig.get("/nodes")).status() == 200
                  && alice(rig.get("/nodes").header("Cookie", "CADC_SSO=tok-alice")).send().status()
                      == 401)
          .as("two credentials at once")
          .isTrue();
      assertThat(rig.mkdir(profile.home("alice") + "/x").send().status())
          .as("anonymous without permission")
          .isEqualTo(403);
      assertThat(rig.server().requests().snapshot())
          .extracting(LoggedRequest::user)
          .contains("alice", "bob", null);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void jobsBelongToTheirOwner(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = profile.home("alice");
      String job =
          as(AccessTest::alice, rig.post("/transfers").xml(rig.move(h + "/a", h + "/b")))
              .location();
      assertThat(as(AccessTest::bob, rig.get(job)).text()).isEqualTo("permission denied");
      assertThat(as(AccessTest::bob, rig.get(job)).status()).isEqualTo(403);
      assertThat(as(AccessTest::bob, rig.get("/transfers")).text()).doesNotContain("jobref");
    }
  }
}
