package org.mneme.features;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.mneme.files.Release;
import org.mneme.files.WholeFile;

/**
 * Features as Apache Parquet: {@code image} and {@code error} as text, a column of float for each
 * number. An image that failed has no numbers, one that did not has no error.
 *
 * <p>Values are written plainly and without compression: floats of a network hardly shrink. Of the
 * library only the file's metadata are used (parquet-format-structures, 0.9 MB); the writer that
 * comes with Parquet needs Hadoop. Rows are kept until some {@value #GROUP_BYTES} bytes are
 * together. For one thread.
 */
final class ParquetRows implements Closeable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int GROUP_BYTES = 32 << 20;
  private static final int MOST_GROUP_ROWS = 1 << 16;

  private final WholeFile file;
  private final List<String> columns;
  private final List<FeatureRow> waiting = new ArrayList<>();
  private final List<RowGroup> groups = new ArrayList<>();
  private long written;
  private long rows;

  ParquetRows(Path file, List<String> columns) throws IOException {
    this.columns = List.copyOf(columns);
    this.file = WholeFile.begin(file);
    write(MAGIC);
  }

  void add(FeatureRow row) throws IOException {
    waiting.add(row);
    boolean enough = (long) waiting.size() * columns.size() * 4 >= GROUP_BYTES;
    if (enough || waiting.size() == MOST_GROUP_ROWS) {
      writeGroup();
    }
  }

  /** All rows are there: the file takes its name. */
  void finish() throws IOException {
    writeGroup();
    FileMetaData metadata = new FileMetaData(1, schema(), rows, groups);
    metadata.setCreated_by("mneme version " + Release.version());
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, footer);
    write(footer.toByteArray());
    write(littleEndian(4).putInt(footer.size()).array());
    write(MAGIC);
    file.finish();
  }

  private List<SchemaElement> schema() {
    List<SchemaElement> schema = new ArrayList<>();
    SchemaElement root = new SchemaElement("features");
    root.setNum_children(columns.size() + 2);
    schema.add(root);
    schema.add(text("image", FieldRepetitionType.REQUIRED));
    schema.add(text("error", FieldRepetitionType.OPTIONAL));
    for (String column : columns) {
      SchemaElement number = new SchemaElement(column);
      number.setType(Type.FLOAT);
      number.setRepetition_type(FieldRepetitionType.OPTIONAL);
      schema.add(number);
    }
    return schema;
  }

  private static SchemaElement text(String name, FieldRepetitionType repetition) {
    SchemaElement element = new SchemaElement(name);
    element.setType(Type.BYTE_ARRAY);
    element.setRepetition_type(repetition);
    element.setConverted_type(ConvertedType.UTF8);
    element.setLogicalType(LogicalType.STRING(new StringType()));
    return element;
  }

  private void writeGroup() throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    List<ColumnChunk> chunks = new ArrayList<>();
    chunks.add(chunk("image", Type.BYTE_ARRAY, new byte[0], texts(row -> row.image().toString())));
    chunks.add(
        chunk("error", Type.BYTE_ARRAY, levels(FeatureRow::failed), texts(FeatureRow::reason)));
    byte[] levels = levels(row -> !row.failed());
    for (int i = 0; i < columns.size(); i++) {
      chunks.add(chunk(columns.get(i), Type.FLOAT, levels, floats(i)));
    }
    long bytes =
        chunks.stream().mapToLong(c -> c.getMeta_data().getTotal_uncompressed_size()).sum();
    groups.add(new RowGroup(chunks, bytes, waiting.size()));
    rows += waiting.size();
    waiting.clear();
  }

  /** A column's values of this group, as one page. */
  private ColumnChunk chunk(String name, Type type, byte[] levels, byte[] values)
      throws IOException {
    int size = Math.addExact(levels.length, values.length);
    PageHeader header = new PageHeader(PageType.DATA_PAGE, size, size);
    header.setData_page_header(
        new DataPageHeader(waiting.size(), Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    long start = written;
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    Util.writePageHeader(header, head);
    write(head.toByteArray());
    write(levels);
    write(values);
    ColumnMetaData metadata =
        new ColumnMetaData(
            type,
            List.of(Encoding.PLAIN, Encoding.RLE),
            List.of(name),
            CompressionCodec.UNCOMPRESSED,
            waiting.size(),
            written - start,
            written - start,
            start);
    ColumnChunk chunk = new ColumnChunk(start);
    chunk.setMeta_data(metadata);
    return chunk;
  }

  private interface Presence {
    boolean of(FeatureRow row);
  }

  /** Which rows have a value: run lengths of one bit, with their length in front. */
  private byte[] levels(Presence present) {
    ByteArrayOutputStream runs = new ByteArrayOutputStream();
    for (int from = 0; from < waiting.size(); ) {
      boolean value = present.of(waiting.get(from));
      int to = from;
      while (to < waiting.size() && present.of(waiting.get(to)) == value) {
        to++;
      }
      int rest = (to - from) << 1;
      for (; rest >= 0x80; rest >>>= 7) {
        runs.write((rest & 0x7f) | 0x80);
      }
      runs.write(rest);
      runs.write(value ? 1 : 0);
      from = to;
    }
    byte[] bytes = runs.toByteArray();
    return littleEndian(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  private interface Text {
    @Nullable String of(FeatureRow row);
  }

  private byte[] texts(Text text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (FeatureRow row : waiting) {
      String value = text.of(row);
      if (value != null) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        bytes.write(littleEndian(4).putInt(utf8.length).array());
        bytes.write(utf8);
      }
    }
    return bytes.toByteArray();
  }

  private byte[] floats(int column) {
    int count = (int) waiting.stream().filter(row -> !row.failed()).count();
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (FeatureRow row : waiting) {
      if (!row.failed()) {
        bytes.putFloat(row.values()[column]);
      }
    }
    return bytes.array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(byte[] bytes) throws IOException {
    OutputStream out = file.stream();
    out.write(bytes);
    written += bytes.length;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
