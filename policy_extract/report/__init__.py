"""Pages that people open (报告): one document with its marked source, or a whole run, each as one HTML file by itself."""

from __future__ import annotations

from policy_extract.report.document import document_page

__all__ = ["document_page"]
