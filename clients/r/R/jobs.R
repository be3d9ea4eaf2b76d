#' Evaluates models against human scores
#'
#' @param data LaMem, MemCat or a CSV file with columns for image and score; or the folder with it. One or several.
#' @param model Published models or ONNX files; `"resmem"` if there are no `scores` either.
#' @param scores CSV files with predictions from elsewhere.
#' @param output A folder for report.html, metrics.json and predictions.csv; NULL for none.
#' @param ... Further options of `mneme evaluate`, such as `split = "test"`, `skip_bad = TRUE` or `crops = "ten"`.
#' @return A list: `figures`, a data frame with a row for each data set, model and figure (`spearman`, `pearson`, `mse` and
#'   others), its `value`, and `low` and `high`, the ends of its 95 % interval, where the data suffice for one; `predictions`,
#'   a data frame with a row for each image, the human score (`truth`) and each model's; `text`, the table that Mneme prints.
#' @examples
#' if (mneme_available()) {
#'   folder <- tempfile()
#'   dir.create(file.path(folder, "images"), recursive = TRUE)
#'   logo <- file.path(R.home("doc"), "html", "logo.jpg")
#'   file.copy(logo, file.path(folder, "images", c("a.jpg", "b.jpg")))
#'   write.csv(data.frame(image = c("a.jpg", "b.jpg"), score = c(.4, .6)), file.path(folder, "scores.csv"),
#'     row.names = FALSE
#'   )
#'   mneme_evaluate(folder, model = system.file("extdata", "tiny.onnx", package = "mneme"))$predictions
#' }
#' @export
mneme_evaluate <- function(data, model = NULL, scores = NULL, output = NULL, ...) {
  folder <- output
  if (is.null(folder)) {
    folder <- tempfile("mneme-")
    on.exit(unlink(folder, recursive = TRUE), add = TRUE)
  }
  folder <- paths_of(folder, "output")
  options <- list(data = paths_of(data, "data"), model = model, scores = scores, ...)
  text <- run(c("evaluate", "--quiet", paste0("--output=", folder), flags(options)))
  metrics <- jsonlite::fromJSON(file.path(folder, "metrics.json"), simplifyVector = FALSE)
  figures <- lapply(metrics$models, function(each) {
    of_value <- Filter(function(x) is.list(x) && identical(names(x), c("value", "low", "high")), each)
    number <- function(field) unname(vapply(of_value, function(x) if (is.null(x[[field]])) NA_real_ else as.numeric(x[[field]]), 0))
    data.frame(
      data = each$data, model = each$model, figure = names(of_value),
      value = number("value"), low = number("low"), high = number("high"),
      stringsAsFactors = FALSE
    )
  })
  list(
    figures = do.call(rbind, figures),
    predictions = read.csv(file.path(folder, "predictions.csv"), check.names = FALSE, encoding = "UTF-8", stringsAsFactors = FALSE),
    text = paste(text, collapse = "\n")
  )
}

#' Fits a model to scored images
#'
#' Ridge regression on what frozen networks see in the images; it takes seconds.
#'
#' @param data A CSV file with columns for image and score, LaMem or MemCat; or the folder with it.
#' @param output The model file to write, NAME.onnx.
#' @param model The frozen networks: published models or files; `"resmem"` and `"efficientnet-lite2"` unless named.
#' @param ... Further options of `mneme adapt`, such as `folds = 10`, `views = "centre"` or `head = "linear"`.
#' @return A list: `model`, the path for `mneme_score(paths, model = )`; `scores`, a data frame with the score that each image
#'   got when it was left out of the fitting, NULL without folds; `text`, what Mneme says of it: the figures of the
#'   cross-validation.
#' @examples
#' \dontrun{
#' fitted <- mneme_adapt("my-study", "mine.onnx")
#' mneme_score("photos", model = fitted$model)
#' }
#' @export
mneme_adapt <- function(data, output, model = NULL, ...) {
  output <- paths_of(output, "output")
  given <- list(...)
  text <- run(c(
    "adapt", paste0("--data=", paths_of(data, "data")), paste0("--output=", output),
    flags(c(list(model = model), given))
  ))
  scores <- sub("[.][^./\\\\]*$", ".scores.csv", output)
  left_out <- !identical(as.numeric(given$folds), 0) && file.exists(scores)
  list(
    model = output,
    scores = if (left_out) read.csv(scores, encoding = "UTF-8", stringsAsFactors = FALSE),
    text = paste(text, collapse = "\n")
  )
}

#' Selects sets of pictures for an experiment
#'
#' Sets that differ in score and are alike in the rest, or sets that are alike in all.
#'
#' @param scores A data frame, or a CSV file, with a row for each picture: columns `image` and `score`, and any others.
#' @param each How many pictures a set has.
#' @param output A folder for the page selection.html and the files for PsychoPy and jsPsych; NULL for none.
#' @param ... Further options of `mneme select`, such as `condition = c("low=..30%", "high=70%..")`, `sets = 4`,
#'   `match = c("luminance", "contrast=0.1")`, `balance = "category"`, `pairs = TRUE` or `images = "photos/"`.
#' @return A list: `selection`, a data frame with a row for each picture, its `condition` and its columns; `balance`, a data
#'   frame with a row for the score and for each matched column, the mean and standard deviation of each set, the largest
#'   standardised difference `d` and the largest Kolmogorov-Smirnov statistic `ks`; `methods`, sentences for the methods section.
#' @examples
#' if (mneme_available()) {
#'   scores <- data.frame(image = paste0(1:40, ".jpg"), score = 1:40 / 40)
#'   mneme_select(scores, each = 5, sets = 2)$balance
#' }
#' @export
mneme_select <- function(scores, each, output = NULL, ...) {
  folder <- output
  if (is.null(folder)) {
    folder <- tempfile("mneme-")
    on.exit(unlink(folder, recursive = TRUE), add = TRUE)
  }
  folder <- paths_of(folder, "output")
  if (is.data.frame(scores)) {
    file <- tempfile("mneme-", fileext = ".csv")
    on.exit(unlink(file), add = TRUE)
    utils::write.csv(scores, file, row.names = FALSE, na = "", fileEncoding = "UTF-8")
  } else {
    file <- paths_of(scores, "scores")
  }
  run(c("select", file, "--nearest", paste0("--output=", folder), flags(list(each = each, ...))))
  read <- function(name, ...) {
    read.csv(file.path(folder, name), check.names = FALSE, encoding = "UTF-8", stringsAsFactors = FALSE, ...)
  }
  list(
    selection = read("selection.csv", colClasses = c(image = "character", condition = "character")),
    balance = read("balance.csv"),
    methods = paste(readLines(file.path(folder, "methods.txt"), encoding = "UTF-8"), collapse = "\n")
  )
}

#' Human scores from the trials of a memory experiment
#'
#' @param trials A data frame, or one or several CSV files, with a row for each trial: columns for the participant, the image,
#'   the response and more.
#' @param output A folder for the files, which `mneme_evaluate` and `mneme_adapt` take once the pictures lie in its `images`;
#'   NULL for none.
#' @param ... Further options of `mneme data responses`, such as `min_vigilance = .5`, `lag = "mean"` or `score = "d-prime"`.
#' @return A list of data frames: `scores`, a row for each picture with its `score`, counts, rates and indices; `reliability`, a
#'   row for each number of responses a picture and how well halves of so many agree; `halves`, the scores by random halves of
#'   the participants; `participants`, a row for each with who was left out and why. And `text`, what Mneme says of it.
#' @examples
#' if (mneme_available()) {
#'   trials <- expand.grid(image = paste0(1:6, ".jpg"), participant = letters[1:4], again = 0:1)
#'   trials$trial <- ave(seq_len(nrow(trials)), trials$participant, FUN = seq_along)
#'   trials$response <- ifelse(trials$again == 1 & trials$image %in% c("1.jpg", "2.jpg"), "old", "new")
#'   mneme_responses(trials, repeat_column = "again")$scores
#' }
#' @export
mneme_responses <- function(trials, output = NULL, ...) {
  folder <- output
  if (is.null(folder)) {
    folder <- tempfile("mneme-")
    on.exit(unlink(folder, recursive = TRUE), add = TRUE)
  }
  folder <- paths_of(folder, "output")
  if (is.data.frame(trials)) {
    files <- tempfile("mneme-", fileext = ".csv")
    on.exit(unlink(files), add = TRUE)
    utils::write.csv(trials, files, row.names = FALSE, na = "NA", fileEncoding = "UTF-8")
  } else {
    files <- paths_of(trials, "trials")
  }
  text <- run(c("data", "responses", files, paste0("--output=", folder), flags(list(...))))
  read <- function(name, ...) {
    file <- file.path(folder, name)
    if (file.exists(file)) {
      read.csv(file, check.names = FALSE, encoding = "UTF-8", stringsAsFactors = FALSE, ...)
    }
  }
  list(
    scores = read("scores.csv", colClasses = c(image = "character")),
    reliability = read("reliability.csv"),
    halves = read("halves.csv", colClasses = c(image = "character")),
    participants = read("participants.csv", colClasses = c(participant = "character")),
    text = paste(text, collapse = "\n")
  )
}
