/** Scoring, evaluation, data sets, model files and quantising. */
module org.mneme.core {
  requires transitive java.desktop;
  requires com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.google.protobuf;
  requires com.microsoft.onnxruntime;
  requires hipparchus.core;
  requires hipparchus.fft;
  requires org.apache.commons.csv;
  requires org.apache.commons.statistics.descriptive;
  requires org.apache.commons.statistics.distribution;
  requires org.apache.commons.statistics.inference;
  requires org.apache.commons.statistics.ranking;
  requires static org.jspecify;
  requires org.tribuo.util.onnx;

  exports org.mneme;
  exports org.mneme.caffe;
  exports org.mneme.catalog;
  exports org.mneme.certainty;
  exports org.mneme.data;
  exports org.mneme.evaluate;
  exports org.mneme.explain;
  exports org.mneme.image;
  exports org.mneme.input;
  exports org.mneme.onnx;
  exports org.mneme.predict;
  exports org.mneme.progress;
  exports org.mneme.quantize;
  exports org.mneme.remedy;
  exports org.mneme.responses;
  exports org.mneme.score;
  exports org.mneme.select;
  exports org.mneme.statistics;
  exports org.mneme.weights;

  // What Mneme's own modules share, which may change in any version.
  exports org.mneme.files to
      org.mneme.cli,
      org.mneme.report,
      org.mneme.spark,
      org.mneme.train,
      org.mneme.web;
  exports org.mneme.network to
      org.mneme.cli,
      org.mneme.train;

  // libwebp's reader, whose jar has no module name.
  uses javax.imageio.spi.ImageReaderSpi;
  uses org.mneme.image.PictureDecoder;
}
