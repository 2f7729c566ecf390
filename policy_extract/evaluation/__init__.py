"""Measures stand-off results against gold annotations: matching → scores → report and floors."""
