package org.mneme.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTextTest {
  /** 2e-44 and 2.0E-3 are numbers for which Java 17 and 19 write other digits or forms. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "100, 100",
    "0.1, 0.1",
    "1e-4, 0.0001",
    "2e-3, 0.002",
    "1e-12, 1E-12",
    "2e23, 2E+23",
    "0.30000000000000004, 0.30000000000000004"
  })
  void numbersHaveTheFewestDigits(double number, String text) {
    assertEquals(text, SettingText.of(number));
  }

  @Property
  void everyNumberIsFoundAgain(@ForAll double number) {
    assertEquals(number + 0.0, Double.parseDouble(SettingText.of(number)) + 0.0);
  }

  /** What identity is made of: other values must be other texts. */
  @Test
  void exactTextsTellValuesApart() {
    assertNotEquals(SettingText.exact("1"), SettingText.exact(1L));
    assertNotEquals(SettingText.exact(List.of("a", "b")), SettingText.exact(List.of("a, b")));
    assertNotEquals(SettingText.exact(List.of("a', 'b")), SettingText.exact(List.of("a", "b")));
    assertNotEquals(SettingText.exact("a\nb"), SettingText.exact("a\\nb"));
    assertNotEquals(SettingText.exact(true), SettingText.exact("true"));
  }
}
