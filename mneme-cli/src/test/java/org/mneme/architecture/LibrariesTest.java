package org.mneme.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which packages know which libraries, and which libraries no caller of Mneme ever sees. */
class LibrariesTest {
  /** Types that no public signature names, so that they can change without a caller's noticing. */
  private static final List<String> HIDDEN =
      List.of(
          "com.google.protobuf",
          "ai.onnx.proto",
          "ai.onnxruntime",
          "org.bytedeco",
          "com.fasterxml");

  /**
   * The head multiplies with OpenBLAS; training tells it its threads, since libtorch multiplies
   * with it too.
   */
  @ParameterizedTest
  @CsvSource({
    "ai.onnx.proto, onnx",
    "ai.onnxruntime, score",
    "org.bytedeco.pytorch, train",
    "org.bytedeco.openblas, head train",
    "org.bytedeco.ffmpeg, heif",
    "org.hipparchus.transform, statistics",
    "org.hipparchus.linear, explain",
    "org.mlflow, track",
    "org.apache.parquet, features",
    "org.snakeyaml, sweep",
    "org.jetbrains.letsPlot, report",
    "com.github.weisj, report",
    "org.apache.pdfbox, report",
    "de.rototor.pdfbox, report",
    "io.javalin, web",
    "org.eclipse.jetty, web",
    "io.micrometer, web",
    "picocli, cli",
    "me.tongfei, cli"
  })
  void onlyImportersKnow(String library, String importers) {
    String[] packages =
        Stream.of(importers.split(" "))
            .map(n -> Classes.ROOT + "." + n + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library + "..")
        .check(Classes.ALL);
    for (String importer : packages) {
      ArchRuleDefinition.classes()
          .that()
          .resideInAPackage(importer)
          .should(know(library))
          .check(Classes.ALL);
    }
  }

  /** One of the classes, at least. */
  private static ArchCondition<JavaClass> know(String library) {
    return new ArchCondition<>("know " + library + " (else the rule has no meaning)") {
      private boolean known;

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        known |=
            type.getDirectDependenciesFromSelf().stream()
                .anyMatch(d -> isIn(library, d.getTargetClass()));
      }

      @Override
      public void finish(ConditionEvents events) {
        events.add(new SimpleConditionEvent(library, known, library));
      }
    };
  }

  @Test
  void onlyTheCommandLineWritesToStandardOutput() {
    noClasses()
        .that()
        .resideOutsideOfPackage(Classes.ROOT + ".cli..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(Classes.ALL);
  }

  /** Methods, constructors, fields and supertypes, with the types that their generics name. */
  @Test
  void publicSignaturesNameNoTypeOfALibraryBehind() {
    ArchRuleDefinition.classes()
        .that(Predicates.resideOutsideOfPackage(Classes.ROOT + ".cli.."))
        .should(
            new ArchCondition<JavaClass>("name no type of " + HIDDEN + " in public") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                if (!Classes.isVisible(type)) {
                  return;
                }
                Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream())
                    .flatMap(parent -> parent.getAllInvolvedRawTypes().stream())
                    .filter(LibrariesTest::isHidden)
                    .forEach(named -> refuse(type.getName(), named, events));
                Stream.of(type.getFields(), type.getConstructors(), type.getMethods())
                    .flatMap(Set::stream)
                    .filter(LibrariesTest::isVisible)
                    .forEach(
                        member ->
                            member.getAllInvolvedRawTypes().stream()
                                .filter(LibrariesTest::isHidden)
                                .forEach(named -> refuse(member.getFullName(), named, events)));
              }
            })
        .check(Classes.ALL);
  }

  private static void refuse(String where, JavaClass named, ConditionEvents events) {
    events.add(SimpleConditionEvent.violated(where, where + " names " + named.getName()));
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static boolean isHidden(JavaClass type) {
    return HIDDEN.stream().anyMatch(library -> isIn(library, type.getBaseComponentType()));
  }

  private static boolean isIn(String library, JavaClass type) {
    return type.getName().startsWith(library + ".");
  }
}
