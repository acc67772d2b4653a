"""From a row of cells to the record the API takes."""
