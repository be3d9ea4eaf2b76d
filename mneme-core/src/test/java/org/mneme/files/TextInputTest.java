package org.mneme.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextInputTest {
  @ParameterizedTest
  @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE"})
  void textIsTheSameWithAndWithoutAMark(String encoding) throws IOException {
    for (String text : new String[] {"p/ä.jpg\r\n", "a", ""}) {
      for (String mark : new String[] {"", "\uFEFF"}) {
        byte[] bytes = (mark + text).getBytes(Charset.forName(encoding));
        StringBuilder read = new StringBuilder();
        try (var reader = TextInput.reader(new ByteArrayInputStream(bytes))) {
          reader.lines().forEach(read::append);
        }
        assertEquals(text.strip(), read.toString());
      }
    }
  }
}
