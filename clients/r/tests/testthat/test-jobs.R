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

test_that("sets are selected from a data frame", {
  needs_mneme()
  set.seed(1)
  scores <- data.frame(image = sprintf("%02d.jpg", 1:60), score = 1:60 / 60, age = rnorm(60))
  chosen <- suppressMessages(mneme_select(scores, each = 8, condition = c("low=..40%", "high=60%.."), match = "age"))
  expect_identical(c(table(chosen$selection$condition)), c(high = 8L, low = 8L))
  low <- chosen$selection$age[chosen$selection$condition == "low"]
  high <- chosen$selection$age[chosen$selection$condition == "high"]
  difference <- abs(mean(low) - mean(high)) / sqrt((var(low) + var(high)) / 2)
  expect_equal(chosen$balance$d[chosen$balance$column == "age"], difference, tolerance = 1e-9)
  expect_lte(difference, .05)
  expect_match(chosen$methods, "2 sets of 8")
  expect_error(suppressMessages(mneme_select(scores, each = 40, sets = 2)), "ask for", class = "mneme_error")
})

test_that("scores are made from a data frame of trials", {
  needs_mneme()
  set.seed(3)
  memorable <- seq(.3, .9, length.out = 12)
  one <- function(who) {
    picture <- c(sample(12), sample(12))
    again <- rep(0:1, each = 12)
    old <- runif(24) < ifelse(again == 1, memorable[picture], .1)
    data.frame(
      participant = sprintf("%02d", who), image = paste0(picture, ".jpg"), trial = 1:24, `repeat` = again,
      response = ifelse(old, "old", "new"), check.names = FALSE
    )
  }
  trials <- do.call(rbind, lapply(1:30, one))
  made <- suppressMessages(mneme_responses(trials))
  repeats <- trials[trials[["repeat"]] == 1, ]
  hits <- tapply(repeats$response == "old", repeats$image, mean)
  expect_equal(made$scores$hit_rate, as.vector(hits[made$scores$image]), tolerance = 1e-12)
  expect_identical(nrow(made$participants), 30L)
  expect_gt(nrow(made$reliability), 0)
  expect_match(made$text, "reliability")
  expect_error(suppressMessages(mneme_responses(trials[, -2])), "column", class = "mneme_error")
})
