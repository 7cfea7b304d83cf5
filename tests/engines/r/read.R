# Reads a table as a user of R would, and prints its columns as JSON: name, class, cells.
path <- commandArgs(trailingOnly = TRUE)[1]
data <- readr::read_csv(path, na = "", guess_max = Inf, show_col_types = FALSE)
columns <- lapply(names(data), function(name) {
  cells <- data[[name]]
  # jsonlite prints 15 digits of a number; 17 tell every number from its neighbours.
  if (is.numeric(cells)) cells <- ifelse(is.na(cells), NA, sprintf("%.17g", cells))
  list(name = name, type = class(data[[name]])[1], cells = cells)
})
cat(enc2utf8(jsonlite::toJSON(columns, na = "null")))
