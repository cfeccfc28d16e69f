package org.vosfs.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** The table of allowed imports, and who owns which library. */
@AnalyzeClasses(packages = "org.vosfs", importOptions = DoNotIncludeTests.class)
class LayersTest {
  private static final String ROOT = "org.vosfs.";

  /** Package to what it may import of ours; everybody may import base. */
  private static final Map<String, String[]> ALLOWED = new TreeMap<>();

  static {
    ALLOWED.put("base", new String[] {});
    ALLOWED.put("fuse", new String[] {"fs"});
    ALLOWED.put(
        "fs", new String[] {"cache.meta", "cache.block", "cache.staging", "upload", "vospace"});
    ALLOWED.put("cache.meta", new String[] {"vospace"});
    ALLOWED.put("cache.block", new String[] {});
    ALLOWED.put("cache.staging", new String[] {});
    ALLOWED.put("upload", new String[] {"cache.staging", "vospace"});
    ALLOWED.put("vospace", new String[] {});
    ALLOWED.put("vospace.wire", new String[] {"vospace"});
    ALLOWED.put("vospace.remote", new String[] {"vospace", "vospace.wire", "http", "auth"});
    ALLOWED.put("http", new String[] {"auth"});
    ALLOWED.put("auth", new String[] {});
    ALLOWED.put("status", new String[] {});
    ALLOWED.put("metrics", new String[] {"status"});
    ALLOWED.put("page", new String[] {"status"});
    ALLOWED.put("config", new String[] {});
    ALLOWED.put("fits", new String[] {});
    ALLOWED.put("cutout", new String[] {"fs", "fits", "vospace"});
    ALLOWED.put("demo", new String[] {"fits"});
  }

  @ArchTest
  static void packagesImportOnlyWhatTheTableAllows(JavaClasses classes) {
    ALLOWED.forEach(
        (name, allowed) -> {
          String[] own = Arrays.stream(allowed).map(other -> ROOT + other).toArray(String[]::new);
          DescribedPredicate<JavaClass> forbidden =
              resideInAPackage("org.vosfs..")
                  .and(DescribedPredicate.not(resideInAnyPackage(own)))
                  .and(DescribedPredicate.not(resideInAnyPackage(ROOT + name, ROOT + "base")));
          noClasses()
              .that()
              .resideInAPackage(ROOT + name)
              .should()
              .dependOnClassesThat(forbidden)
              .because(name + " may import only " + Arrays.toString(allowed) + " and base")
              .allowEmptyShould(true)
              .check(classes);
        });
  }

  @ArchTest
  static void everyPackageIsInTheTable(JavaClasses classes) {
    String[] known =
        Stream.concat(ALLOWED.keySet().stream(), Stream.of("cli"))
            .map(name -> ROOT + name)
            .toArray(String[]::new);
    ArchRuleDefinition.classes().should().resideInAnyPackage(known).check(classes);
  }

  @ArchTest
  static final ArchRule noCycles = slices().matching("org.vosfs.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nativeCode = owned("..fuse..", "jnr..", "ru.serce..", "com.kenai..");

  @ArchTest static final ArchRule caffeine = owned("..cache.meta..", "com.github.benmanes..");
  @ArchTest static final ArchRule http = owned("..http..", "org.apache.hc..");
  @ArchTest static final ArchRule crypto = owned("..auth..", "org.bouncycastle..");
  @ArchTest static final ArchRule commandLine = owned("..cli..", "picocli..", "ch.qos.logback..");
  @ArchTest static final ArchRule monitoring = owned("..metrics..", "io.prometheus..");

  /** One serves a space, the other a page; neither is used by anybody else. */
  @ArchTest
  static final ArchRule webServers =
      noClasses()
          .that()
          .resideOutsideOfPackages("..demo..", "..page..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.net..");

  @ArchTest static final ArchRule fits = owned("..fits..", "nom.tam..");

  @ArchTest
  static final ArchRule journal = owned("..cache.staging..", "java.sql..", "org.sqlite..");

  /** JSON: files and sockets are read where they are; nobody else needs it. */
  @ArchTest
  static final ArchRule json =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..config..", "..status..", "..page..", "..cli..", "..vospace.remote..", "..auth..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  /** XML: the client's reader and writer, and the demo server's own. */
  @ArchTest
  static final ArchRule xml =
      noClasses()
          .that()
          .resideOutsideOfPackages("..vospace.wire..", "..demo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.xml..", "com.ctc.wstx..");

  @ArchTest
  static final ArchRule timeIsAParameter =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callConstructor(Thread.class, Runnable.class)
          .orShould()
          .callConstructor(Thread.class, Runnable.class, String.class);

  @ArchTest
  static final ArchRule onlyTheCommandLineEndsTheProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli..")
          .should()
          .callMethod(System.class, "exit", int.class);

  /** A thread that is interrupted in FileChannel I/O closes the channel for everybody. */
  @ArchTest
  static final ArchRule nobodyInterruptsAnotherThread =
      ArchRuleDefinition.classes().should(onlyRestoreTheirOwnInterrupt());

  @ArchTest
  static final ArchRule nothingIsShutDownByInterrupts =
      noClasses()
          .should()
          .callMethod(ExecutorService.class, "shutdownNow")
          .orShould()
          .callMethod(Future.class, "cancel", boolean.class);

  private static ArchRule owned(String owner, String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(owner)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  private static ArchCondition<JavaClass> onlyRestoreTheirOwnInterrupt() {
    return new ArchCondition<>("interrupt no thread but the current one") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (JavaMethodCall call : item.getMethodCallsFromSelf()) {
          boolean interrupts =
              call.getTargetOwner().isEquivalentTo(Thread.class)
                  && call.getName().equals("interrupt");
          if (interrupts && !takesTheCurrentThread(call.getOrigin())) {
            events.add(SimpleConditionEvent.violated(item, call.getDescription()));
          }
        }
      }
    };
  }

  private static boolean takesTheCurrentThread(JavaCodeUnit method) {
    return method.getMethodCallsFromSelf().stream()
        .anyMatch(call -> call.getName().equals("currentThread"));
  }
}
