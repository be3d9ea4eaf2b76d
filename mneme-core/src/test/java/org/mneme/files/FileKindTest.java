package org.mneme.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {
  private static Optional<FileKind> of(String latin1) {
    return FileKind.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version https://git-lfs.github.com/spec/v1\\noid sha256:00\\nsize 5\\n|LFS_POINTER",
        "/annex/objects/SHA256E-s5--00.pt\\n|ANNEX_POINTER",
        "../.git/annex/objects/a/b/SHA256E-s5--00/SHA256E-s5--00|ANNEX_POINTER",
        "\\n<!DOCTYPE html><html>|WEB_PAGE",
        "<HTML><HEAD>|WEB_PAGE",
        "<?xml version='1.0'?><html xmlns='x'>|WEB_PAGE",
        "<?xml version='1.0'?><Error><Code>AccessDenied</Code>|XML",
        "{\"message\": \"Not Found\"}|JSON",
        "layer { name: 'a' }|TEXT",
        "\\x89HDF\\r\\n\\x1a\\n|HDF5",
        "\\x1f\\x8b\\x08|GZIP",
        "BZh91AY|BZIP2",
        "PK\\x03\\x04|ZIP",
        "\\x93NUMPY\\x01|NUMPY",
        "\\x80\\x02}|PICKLE",
        "\\x08\\x07\\x12\\x04onnx|ONNX",
        "\\x0a\\x05LeNet\\xa2\\x06\\x10|",
      })
  void theFirstBytesTell(String head, String kind) {
    String bytes = head.replace("\\n", "\n").replace("\\r", "\r");
    for (int i = bytes.indexOf("\\x"); i >= 0; i = bytes.indexOf("\\x")) {
      char value = (char) Integer.parseInt(bytes.substring(i + 2, i + 4), 16);
      bytes = bytes.substring(0, i) + value + bytes.substring(i + 4);
    }
    assertEquals(Optional.ofNullable(kind).map(FileKind::valueOf), of(bytes));
  }

  @Test
  void aTextThatIsCutWithinACharacterIsText() {
    assertEquals(Optional.of(FileKind.TEXT), FileKind.of(new byte[] {'a', (byte) 0xc3}));
    assertEquals(Optional.of(FileKind.EMPTY), FileKind.of(new byte[0]));
  }

  @Test
  void theMessageSaysWhatItIsWhatIsNeededAndWhatToDo() {
    assertEquals(
        "is packed with gzip; needed is a .caffemodel. Unpack it first",
        FileKind.GZIP.insteadOf("a .caffemodel"));
  }
}
