"""Files that configure Apache: what stands in them, and what Apache itself would refuse."""
