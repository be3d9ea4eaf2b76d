#' Maps what raises and what lowers a picture's score
#'
#' @param path The file of one picture.
#' @param model The name of a published model, such as `"resmem"`, or the path of an ONNX file.
#' @param method One or several: `"halves"`, `"two-sided"`, `"occlusion"`, `"rise"` or `"sweep"` for every model;
#'   `"combined"`, `"grad-cam"`, `"integrated-gradients"` or `"smooth-grad"` for networks that Mneme defines, in fp32.
#'   The default is `"combined"` where the network allows it, else `"halves"`.
#' @param ... Further options of `mneme explain`, such as `halvings = 4`, `fill = "mean"` or `crops_suggest = "16:9"`.
#' @return A list: `score`, the picture's own; `maps`, a list with a matrix for each method, whose rows run from the top and
#'   whose values are changes of score, above 0 what raises it; `details`, what a value of each map means, its settings and
#'   the area it covers; `seen`, the area that the network sees, as shares of the picture's width and height.
#' @examples
#' if (mneme_available()) {
#'   logo <- file.path(R.home("doc"), "html", "logo.jpg")
#'   found <- mneme_explain(logo, model = system.file("extdata", "tiny.onnx", package = "mneme"), halvings = 3)
#'   range(found$maps$halves)
#' }
#' @export
mneme_explain <- function(path, model = "resmem", method = NULL, ...) {
  path <- paths_of(path, "path")
  if (length(path) != 1 || dir.exists(path)) {
    stop_mneme("path must be the file of one picture", class = "mneme_usage_error")
  }
  folder <- tempfile("mneme-")
  on.exit(unlink(folder, recursive = TRUE), add = TRUE)
  options <- list(model = model, method = if (length(method) > 0) paste(method, collapse = ","), ...)
  run(c("explain", "--quiet", paste0("--output=", folder), flags(options), "--", path))
  file <- list.files(folder, pattern = "[.]json$", full.names = TRUE)
  found <- jsonlite::fromJSON(file, simplifyVector = FALSE)
  names(found$maps) <- vapply(found$maps, function(each) each$method, "")
  maps <- lapply(names(found$maps), function(each) {
    values <- read.csv(sub("[.]json$", paste0("-", each, ".csv"), file), header = FALSE)
    unname(as.matrix(values))
  })
  names(maps) <- names(found$maps)
  list(score = found$score, maps = maps, details = found$maps, seen = unlist(found$seen))
}
