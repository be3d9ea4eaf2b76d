library(testthat)
library(mneme)

test_check("mneme")
