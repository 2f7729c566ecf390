"""Fuzzing: seeds, mutations, targets and engines of `python -m benchmarks.fuzz`."""
