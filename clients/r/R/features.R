#' What layers of a model give for pictures
#'
#' @param paths Files, folders or globs.
#' @param layer One or several names, as `mneme models inspect MODEL --layers` lists them, each with a statistic where one is
#'   wanted: `"fc7.relu"`, `"relu5:std"`. Without one, layers with height and width are taken by the mean of each channel,
#'   others by all their values.
#' @param model The name of a published model, such as `"resmem"`, or the path of an ONNX file.
#' @param ... Further options of `mneme features`, such as `batch = 16`.
#' @return A data frame with a row for each picture: `image`, `error` (NA where there is none), and a column for each number,
#'   NA where the picture could not be read.
#' @examples
#' if (mneme_available()) {
#'   logo <- file.path(R.home("doc"), "html", "logo.jpg")
#'   mneme_features(logo, "score", model = system.file("extdata", "tiny.onnx", package = "mneme"))
#' }
#' @export
mneme_features <- function(paths, layer, model = "resmem", ...) {
  paths <- paths_of(paths, "paths")
  if (length(paths) == 0) {
    stop_mneme("paths must name a picture at least", class = "mneme_usage_error")
  }
  folder <- tempfile("mneme-")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE), add = TRUE)
  file <- file.path(folder, "features.csv")
  options <- list(model = model, layer = layer, ...)
  run(c("features", "--quiet", paste0("--output=", file), flags(options), "--", paths))
  found <- read.csv(file, check.names = FALSE, encoding = "UTF-8", na.strings = "", stringsAsFactors = FALSE)
  found$image <- as.character(found$image)
  found$error <- as.character(found$error)
  found
}
