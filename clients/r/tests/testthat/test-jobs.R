test_that("an evaluation gives figures and predictions, and writes its report", {
  needs_mneme()
  folder <- study()
  report <- tempfile("report")
  result <- mneme_evaluate(folder, model = tiny(), output = report)
  spearman <- result$figures$value[result$figures$figure == "spearman"]
  expect_length(spearman, 1)
  predicted <- result$predictions[[3]]
  expect_equal(spearman, cor(result$predictions$truth, predicted, method = "spearman"), tolerance = 1e-9)
  expect_equal(predicted, by_command(file.path(folder, "images", result$predictions$image))$score, tolerance = 1e-6)
  expect_true(file.exists(file.path(report, "report.html")))
  expect_match(result$text, "spearman")
})

test_that("data that cannot be read are named", {
  needs_mneme()
  expect_error(mneme_evaluate(tempfile("nothing"), model = tiny()), "nothing", class = "mneme_error")
})

test_that("a fitted model scores pictures", {
  needs_mneme()
  folder <- study()
  file <- tempfile("fitted", fileext = ".onnx")
  fitted <- suppressMessages(mneme_adapt(folder, file, model = tiny(), layer = paste0(tiny(), ":fc:values"), folds = 2))
  expect_identical(fitted$model, file)
  expect_identical(nrow(fitted$scores), 6L)
  expect_match(fitted$text, "Spearman")
  scores <- mneme_score(file.path(folder, "images"), model = fitted$model)
  expect_identical(nrow(scores), 6L)
  expect_false(anyNA(scores$score))
})
