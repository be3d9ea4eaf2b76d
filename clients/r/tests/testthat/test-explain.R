test_that("a map is a matrix in units of score", {
  needs_mneme()
  file <- pictures(1)
  found <- mneme_explain(file, model = tiny(), method = c("occlusion", "sweep"), grid = 3)
  expect_setequal(names(found$maps), c("occlusion", "sweep"))
  expect_true(is.matrix(found$maps$occlusion) && is.numeric(found$maps$occlusion))
  expect_equal(found$score, mneme_score(file, model = tiny())$score, tolerance = 1e-6)
  expect_equal(found$details$occlusion$most, max(found$maps$occlusion), tolerance = 1e-5)
})

test_that("what cannot be explained is told", {
  needs_mneme()
  expect_error(mneme_explain(pictures(1), model = tiny(), method = "oclusion"), "did you mean 'occlusion'")
  expect_error(mneme_explain(tempdir(), model = tiny()), "the file of one picture")
})
