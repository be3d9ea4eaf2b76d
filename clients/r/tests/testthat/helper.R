needs_mneme <- function() {
  if (!mneme_available()) {
    if (!Sys.getenv("CI") %in% c("", "false")) {
      stop("Mneme was not found (CI is set, so this is no reason to skip)")
    }
    skip("Mneme was not found: MNEME_LAUNCHER names no launcher")
  }
}

# A linear layer over 8 x 8 pixels; every picture gets a score of its own.
tiny <- function() system.file("extdata", "tiny.onnx", package = "mneme")

# Some pictures of random colours, in a folder with a space and an accent in its name.
pictures <- function(count = 3) {
  folder <- file.path(tempfile("mneme "), "b\u00e4r")
  dir.create(folder, recursive = TRUE)
  files <- file.path(folder, sprintf("picture %02d.bmp", seq_len(count)))
  set.seed(1)
  for (file in files) {
    write_bmp(file, matrix(sample(0:255, 12 * 10 * 3, replace = TRUE), nrow = 10))
  }
  files
}

# A BMP file of [height, 3 * width] values: R has no writer of pictures that works without a display.
write_bmp <- function(file, values) {
  height <- nrow(values)
  width <- ncol(values) / 3
  padding <- (4 - (3 * width) %% 4) %% 4
  size <- 54 + height * (3 * width + padding)
  int <- function(x) writeBin(as.integer(x), raw(), size = 4, endian = "little")
  short <- function(x) writeBin(as.integer(x), raw(), size = 2, endian = "little")
  rows <- apply(values, 1, function(row) as.raw(c(row, rep(0, padding))))
  header <- c(
    charToRaw("BM"), int(size), int(0), int(54), int(40), int(width), int(height), short(1), short(24), int(0),
    int(size - 54), int(2835), int(2835), int(0), int(0)
  )
  writeBin(c(header, as.raw(rows)), file)
}

# What the command line says of the same pictures.
by_command <- function(files, ...) {
  out <- processx::run(mneme:::launcher(), c("predict", files, "--model", tiny(), "--format", "csv", ...))
  utils::read.csv(text = out$stdout, encoding = "UTF-8")
}

study <- function(count = 6) {
  files <- pictures(count)
  folder <- tempfile("study")
  dir.create(file.path(folder, "images"), recursive = TRUE)
  file.copy(files, file.path(folder, "images"))
  scores <- data.frame(image = basename(files), score = seq(.3, .8, length.out = count))
  utils::write.csv(scores, file.path(folder, "scores.csv"), row.names = FALSE)
  folder
}
