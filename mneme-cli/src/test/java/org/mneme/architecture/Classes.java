package org.mneme.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The classes of every module, without those of tests. */
final class Classes {
  static final String ROOT = "org.mneme";

  /** Read once: it takes some seconds. */
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
          .importPackages(ROOT);

  private Classes() {}

  /** The package as the map names it: {@code score} of {@code org.mneme.score}. */
  static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "mneme" : name.substring(ROOT.length() + 1);
  }

  /** Whether a program outside can name the type. */
  static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(Classes::isVisible).orElse(true);
  }
}
