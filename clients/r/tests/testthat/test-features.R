test_that("there is a row for each picture and a column for each number", {
  needs_mneme()
  files <- pictures(3)
  found <- mneme_features(files, c("flatten", "score"), model = tiny())
  expect_equal(dim(found), c(3, 2 + 192 + 1))
  expect_equal(names(found)[1:3], c("image", "error", "flatten:values.0"))
  expect_equal(found[["score:values.0"]], mneme_score(files, model = tiny())$score, tolerance = 1e-6)
  expect_true(all(is.na(found$error)))
})

test_that("a layer that is not there is told", {
  needs_mneme()
  expect_error(mneme_features(pictures(1), "flaten", model = tiny()), "nearest names: flatten")
  expect_error(mneme_features(character(), "fc", model = tiny()), "a picture at least")
})
