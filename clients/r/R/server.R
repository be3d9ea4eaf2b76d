# A Mneme server at an address, asked over its API.

# Pictures of one request, and how long a busy server is asked again.
files_a_request <- 16
bytes_a_request <- 16 * 2^20
patience_seconds <- 600

# Scores files by a server: rows as rows_of() gives them, in the order of the files.
score_by_server <- function(server, token, files, model, query, on_done) {
  if (!requireNamespace("curl", quietly = TRUE)) {
    stop_mneme("asking a server needs R's package curl: install.packages(\"curl\")")
  }
  if (!is.character(server) || length(server) != 1 || !grepl("^https?://[^/]+", server)) {
    stop_mneme("server ", deparse(server), ": an address such as http://127.0.0.1:7070 is needed", class = "mneme_usage_error")
  }
  folders <- files[dir.exists(files)]
  if (length(folders) > 0) {
    stop_mneme(folders[1], ": is a folder; name the files in it, or score without a server", class = "mneme_usage_error")
  }
  address <- sub("/+$", "", server)
  require_model(address, token, model)
  rows <- list()
  for (lot in lots_of(files)) {
    rows[[length(rows) + 1]] <- score_lot(address, token, files[lot], c(list(model = model), query))
    on_done(length(lot))
  }
  if (length(rows) == 0) {
    return(rows_of(character()))
  }
  precisions <- unlist(lapply(rows, function(each) each$precision))
  result <- do.call(rbind, lapply(rows, function(each) each[c("image", "score", "error")]))
  structure(result, precision = precisions[!is.na(precisions)][1])
}

# A wrong address, token or name is known before any picture is sent.
require_model <- function(address, token, model) {
  answer <- ask(paste0(address, "/v1/models"), token)
  if (answer$status_code != 200) {
    stop_refused(answer)
  }
  models <- jsonlite::fromJSON(text_of(answer), simplifyVector = FALSE)$models
  names <- vapply(models, function(each) each$name, "")
  if (!model %in% names) {
    stop_mneme(address, " has no model '", model, "', but ", paste(unique(names), collapse = ", "), class = "mneme_usage_error")
  }
}

# Numbers of the files of each request.
lots_of <- function(files) {
  sizes <- file.size(files)
  sizes[is.na(sizes)] <- 0
  lot <- integer(length(files))
  at <- 1
  count <- 0
  bytes <- 0
  for (i in seq_along(files)) {
    if (count > 0 && (count == files_a_request || bytes + sizes[i] > bytes_a_request)) {
      at <- at + 1
      count <- 0
      bytes <- 0
    }
    lot[i] <- at
    count <- count + 1
    bytes <- bytes + sizes[i]
  }
  split(seq_along(files), lot)
}

score_lot <- function(address, token, files, query) {
  rows <- data.frame(
    image = files, score = NA_real_, error = NA_character_, precision = NA_character_,
    stringsAsFactors = FALSE
  )
  there <- file.exists(files)
  rows$error[!there] <- "no such file; check the name"
  unread <- there & file.access(files, 4) != 0
  rows$error[unread] <- "cannot be read; check its permissions"
  sent <- which(there & !unread)
  if (length(sent) == 0) {
    return(rows)
  }
  form <- lapply(files[sent], curl::form_file, type = "application/octet-stream")
  names(form) <- rep("file", length(form))
  url <- paste0(address, "/v1/scores?", paste0(names(query), "=", vapply(query, encoded, ""), collapse = "&"))
  answer <- ask_patiently(url, token, form)
  if (answer$status_code == 413 && length(sent) > 1) {
    for (i in sent) {
      rows[i, ] <- score_lot(address, token, files[i], query)
    }
  } else if (answer$status_code %in% c(413, 422) && length(sent) == 1) {
    detail <- detail_of(answer)
    named <- paste0(basename(files[sent]), ": ")
    rows$error[sent] <- if (startsWith(detail, named)) substring(detail, nchar(named) + 1) else detail
  } else if (answer$status_code != 200) {
    stop_refused(answer)
  } else {
    lines <- strsplit(text_of(answer), "\n", fixed = TRUE)[[1]]
    scores <- lapply(lines[nzchar(lines)], jsonlite::fromJSON)
    if (length(scores) != length(sent)) {
      stop_mneme(address, ": ", length(sent), " pictures were sent, and ", length(scores), " rows came back")
    }
    text <- function(each, field) if (is.null(each[[field]])) NA_character_ else as.character(each[[field]])
    rows$score[sent] <- vapply(scores, function(each) if (is.null(each$score)) NA_real_ else as.numeric(each$score), 0)
    rows$error[sent] <- vapply(scores, text, "", field = "error")
    rows$precision[sent] <- vapply(scores, text, "", field = "precision")
  }
  rows
}

encoded <- function(value) curl::curl_escape(enc2utf8(as.character(value)))

# A server that is busy, or still opening its model, says when to come again.
ask_patiently <- function(url, token, form) {
  until <- Sys.time() + patience_seconds
  repeat {
    answer <- ask(url, token, form)
    headers <- curl::parse_headers_list(answer$headers)
    after <- suppressWarnings(as.numeric(headers[["retry-after"]]))
    if (!answer$status_code %in% c(429, 503) || length(after) == 0 || is.na(after) || Sys.time() > until) {
      return(answer)
    }
    Sys.sleep(max(.1, after))
  }
}

ask <- function(url, token, form = NULL) {
  handle <- curl::new_handle(timeout = patience_seconds, proxy = "", followlocation = FALSE)
  headers <- c(Accept = "application/x-ndjson, application/json")
  if (!is.null(token) && nzchar(token)) {
    headers <- c(headers, Authorization = paste("Bearer", token))
  }
  curl::handle_setheaders(handle, .list = as.list(headers))
  if (!is.null(form)) {
    curl::handle_setform(handle, .list = form)
  }
  tryCatch(
    curl::curl_fetch_memory(url, handle),
    error = function(e) {
      stop_mneme(sub("/v1/.*$", "", url), ": no answer from a Mneme server there (", conditionMessage(e), ")")
    }
  )
}

text_of <- function(answer) {
  text <- rawToChar(answer$content)
  Encoding(text) <- "UTF-8"
  text
}

detail_of <- function(answer) {
  problem <- tryCatch(jsonlite::fromJSON(text_of(answer)), error = function(e) NULL)
  if (is.list(problem) && is.character(problem$detail)) {
    problem$detail
  } else {
    paste("the server answered with status", answer$status_code)
  }
}

stop_refused <- function(answer) {
  stop_mneme(detail_of(answer), class = if (answer$status_code %in% c(400, 404)) "mneme_usage_error")
}
