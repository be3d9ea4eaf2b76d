test_that("scores are those of the command line, in the order of the paths", {
  needs_mneme()
  files <- rev(pictures(20))
  scores <- mneme_score(files, model = tiny())
  expect_identical(names(scores), c("image", "score", "error"))
  expect_identical(scores$image, files)
  expect_equal(scores$score, by_command(files)$score, tolerance = 1e-6)
  expect_true(all(is.na(scores$error)))
  expect_identical(attr(scores, "model"), tiny())
  expect_identical(attr(scores, "precision"), "fp32")
})

test_that("a folder is its pictures", {
  needs_mneme()
  files <- pictures(3)
  expect_identical(mneme_score(dirname(files[1]), model = tiny())$image, files)
})

test_that("a picture that cannot be scored has its error, or stops", {
  needs_mneme()
  files <- c(pictures(1), "not there.jpg")
  scores <- mneme_score(files, model = tiny())
  expect_identical(is.na(scores$score), c(FALSE, TRUE))
  expect_match(scores$error[2], "no such file")
  expect_error(mneme_score(files, model = tiny(), on_error = "stop"), "not there.jpg: no such file", class = "mneme_image_error")
  alone <- mneme_score("not there.jpg", model = tiny())
  expect_identical(alone$score, NA_real_)
})

test_that("no pictures give no rows", {
  needs_mneme()
  expect_identical(nrow(mneme_score(character(), model = tiny())), 0L)
})

test_that("options reach Mneme, and numbers are written as it reads them", {
  needs_mneme()
  files <- pictures(2)
  old <- options(OutDec = ",", scipen = -10)
  on.exit(options(old))
  scores <- mneme_score(files, model = tiny(), batch = 1, threads = 1)
  expect_equal(scores$score, by_command(files)$score, tolerance = 1e-6)
})

test_that("errors are Mneme's own words", {
  needs_mneme()
  files <- pictures(1)
  expect_error(mneme_score(files, model = "no-such-model"), "no-such-model", class = "mneme_error")
  expect_error(mneme_score(files, model = tiny(), crops = "five"), "five", class = "mneme_usage_error")
  expect_error(mneme_score(files, model = tiny(), nonsense = 1), "--nonsense", class = "mneme_usage_error")
  expect_error(mneme_score(files, tiny(), "centre", "natural", "auto", "keep", FALSE, 5), "must be named")
  expect_error(mneme_score("a\nb.jpg", model = tiny()), "line break", class = "mneme_usage_error")
  expect_error(mneme_score(NA_character_), "without NA", class = "mneme_usage_error")
})

test_that("without a launcher the error says what to do", {
  old <- options(mneme.launcher = file.path(tempdir(), "nowhere"))
  on.exit(options(old))
  expect_false(mneme_available())
  expect_error(mneme_score("a.jpg"), "mneme.launcher", class = "mneme_error")
})
