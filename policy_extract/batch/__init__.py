"""Runs over many documents (批处理): the kernel for any engine, local runs that survive their documents, the store, queries.

Needs the extra `batch` (pyarrow, duckdb). The wall clock is read in this room only, for the manifest.
"""
