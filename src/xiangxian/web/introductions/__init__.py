"""Pages: who connected which project: claims and their road, credit, chains, the board, and the sentences that tell it."""
