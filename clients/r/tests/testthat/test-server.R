# A real server in a process of its own, with a token, for the tests below.
serving <- function(code) {
  token <- "open sesame, open sesame"
  process <- processx::process$new(
    mneme:::launcher(),
    c("serve", "--port=0", "--no-browser", paste0("--model=", tiny()), paste0("--state=", tempfile("state")), paste0("--token=", token)),
    stdout = "|", stderr = NULL, cleanup_tree = TRUE
  )
  on.exit(process$kill_tree())
  said <- character()
  for (i in 1:120) {
    process$poll_io(1000)
    said <- c(said, process$read_output_lines())
    if (length(said) > 0) break
  }
  address <- sub("^Mneme is at ", "", said[1])
  expect_match(address, "^http://127")
  code(address, token)
}

test_that("a server gives the scores that Mneme gives here, in the order of the paths", {
  needs_mneme()
  skip_if_not_installed("curl")
  serving(function(address, token) {
    files <- rev(pictures(40))
    broken <- tempfile(fileext = ".png")
    writeLines("no picture", broken)
    wanted <- c(files[1:20], broken, "not there.jpg", files[21:40], files[1])
    here <- mneme_score(wanted, model = tiny())
    there <- mneme_score(wanted, model = "tiny", server = address, token = token)
    expect_identical(names(there), names(here))
    expect_identical(there$image, here$image)
    expect_equal(there$score, here$score, tolerance = 1e-6)
    expect_identical(is.na(there$error), is.na(here$error))
    expect_match(there$error[22], "no such file")
    expect_identical(attr(there, "precision"), "fp32")
    expect_identical(attr(there, "model"), "tiny")
    old <- options(mneme.server = address, mneme.model = "tiny")
    on.exit(options(old))
    alone <- mneme_score(broken, token = token)
    expect_identical(is.na(alone$error), FALSE)
    expect_identical(nrow(mneme_score(character(), token = token)), 0L)

    expect_error(mneme_score(files, token = ""), "token", class = "mneme_error")
    expect_error(mneme_score(files, model = "resmem", token = token), "has no model 'resmem', but tiny", class = "mneme_usage_error")
    expect_error(mneme_score(files, crops = "five", token = token), "five", class = "mneme_usage_error")
    expect_error(mneme_score(files, threads = 2, token = token), "threads: decided where", class = "mneme_usage_error")
    expect_error(mneme_score(dirname(files[1]), token = token), "is a folder", class = "mneme_usage_error")
    expect_error(mneme_score(broken, token = token, on_error = "stop"), class = "mneme_image_error")
  })
})

test_that("an address without a server is named", {
  skip_if_not_installed("curl")
  expect_error(mneme_score("a.jpg", server = "127.0.0.1"), "http://127.0.0.1:7070 is needed", class = "mneme_usage_error")
  expect_error(mneme_score("a.jpg", server = "http://127.0.0.1:9"), "http://127.0.0.1:9: no answer", class = "mneme_error")
})
