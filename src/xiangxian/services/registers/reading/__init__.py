"""What a sheet means: where its rows are, what its columns are, what each cell says, and the points to ask."""
