package org.mneme.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** Fills in when the file of each row's path was written; nothing where it cannot be asked. */
record ModifiedTimes(Broadcast<SerializableConfiguration> hadoop)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    Configuration configuration = hadoop.value().value();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Row row = rows.next();
        String path = row.getString(0);
        return RowFactory.create(path, modified(path, configuration), path);
      }
    };
  }

  private static @Nullable Long modified(@Nullable String name, Configuration configuration) {
    if (name == null) {
      return null;
    }
    try {
      Path path = new Path(name);
      return path.getFileSystem(configuration).getFileStatus(path).getModificationTime();
    } catch (IOException | RuntimeException e) {
      return null; // its row will say what is wrong
    }
  }
}
