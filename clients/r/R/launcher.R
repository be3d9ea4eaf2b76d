# Mneme as a process.

# The launcher's path: the option mneme.launcher, the environment variable MNEME_LAUNCHER, or what the PATH has.
launcher <- function() {
  named <- getOption("mneme.launcher", Sys.getenv("MNEME_LAUNCHER"))
  path <- if (nzchar(named)) path.expand(named) else unname(Sys.which("mneme"))
  if (!nzchar(path)) {
    stop_mneme(
      "Mneme was not found. Unpack mneme-VERSION.zip, and put its folder on the PATH or name its launcher: ",
      "options(mneme.launcher = \"/where/it/is/mneme\")"
    )
  }
  if (!file.exists(path) || dir.exists(path)) {
    stop_mneme(path, ": no such file; the option mneme.launcher must name Mneme's launcher")
  }
  path
}

#' Is Mneme there?
#'
#' @return TRUE if the launcher is found; see [mneme_score()].
#' @export
mneme_available <- function() {
  !inherits(try(launcher(), silent = TRUE), "try-error")
}

stop_mneme <- function(..., class = NULL) {
  stop(structure(
    class = c(class, "mneme_error", "error", "condition"),
    list(message = paste0(...), call = NULL)
  ))
}

# Runs Mneme to its end, and gives the lines of its standard output. What it says on the way is passed on as messages;
# its last word, if it fails, is the error.
run <- function(arguments, stdin = NULL, on_line = NULL) {
  path <- launcher()
  if (.Platform$OS.type == "windows") {
    arguments <- c("/c", path, arguments)
    path <- "cmd"
  }
  process <- processx::process$new(
    path, arguments,
    stdin = stdin, stdout = "|", stderr = "|", encoding = "UTF-8", cleanup_tree = TRUE
  )
  on.exit(process$kill_tree(), add = TRUE)
  out <- list()
  said <- character()
  listen <- function() {
    for (line in process$read_error_lines()) {
      said <<- c(said, line)
      if (!grepl("^(mneme: |Options are listed by: )", line)) {
        message(line)
      }
    }
    lines <- process$read_output_lines()
    if (length(lines) > 0) {
      out[[length(out) + 1]] <<- lines
      if (!is.null(on_line)) {
        on_line(length(lines))
      }
    }
  }
  while (process$is_incomplete_output() || process$is_incomplete_error()) {
    process$poll_io(1000)
    listen()
  }
  process$wait()
  code <- process$get_exit_status()
  if (!identical(code, 0L)) {
    errors <- sub("^mneme: ", "", grep("^mneme: ", said, value = TRUE))
    if (length(errors) == 0) {
      errors <- paste(c(paste("Mneme ended with exit code", code), said), collapse = "\n")
    }
    stop_mneme(errors[length(errors)], class = if (identical(code, 2L)) "mneme_usage_error")
  }
  as.character(unlist(out))
}

# Arguments of R as options of Mneme: skip_bad = TRUE is --skip-bad; a vector repeats its option.
flags <- function(options) {
  if (length(options) > 0 && (is.null(names(options)) || any(names(options) == ""))) {
    stop_mneme("options of Mneme must be named, such as batch = 16", class = "mneme_usage_error")
  }
  as.character(unlist(lapply(names(options), function(name) {
    flag <- paste0("--", gsub("_", "-", name, fixed = TRUE))
    value <- options[[name]]
    if (is.null(value) || identical(value, FALSE)) {
      character()
    } else if (identical(value, TRUE)) {
      flag
    } else {
      paste0(flag, "=", vapply(value, format_value, ""))
    }
  })))
}

# Numbers as every program reads them, whatever the options of this session are.
format_value <- function(value) {
  if (is.numeric(value)) {
    format(value, digits = 15, scientific = FALSE, trim = TRUE, decimal.mark = ".", big.mark = "")
  } else {
    enc2utf8(as.character(value))
  }
}

# Paths as the operating system has them, with ~ spelt out.
paths_of <- function(paths, what) {
  if (!is.character(paths) || anyNA(paths) || any(!nzchar(paths))) {
    stop_mneme(what, " must be names of files or folders, without NA", class = "mneme_usage_error")
  }
  enc2utf8(path.expand(paths))
}
