"""Turns an answer into what a door shows: JSON, plain text, Markdown, HTML, Slack blocks.

Whatever a document says is shown as text: no form of it can become markup, a
mention or a terminal command.
"""

from plainspoken.present.blocks import answer_blocks, fallback_text
from plainspoken.present.markdown import answer_markdown, sentence_markdown, sentences_of, sources_markdown
from plainspoken.present.page import (
    answer_html,
    document_html,
    notice_html,
    saw_html,
    waiting_html,
    who_html,
    why_html,
)
from plainspoken.present.payload import answer_json, document_json, documents_json, one_line, results_json
from plainspoken.present.plain import answer_text, documents_text, inert, results_text, saw_text
from plainspoken.present.private import inventory_html, inventory_json, inventory_text
from plainspoken.present.reviewed import review_html, review_text

__all__ = [
    "answer_blocks",
    "answer_html",
    "answer_json",
    "answer_markdown",
    "answer_text",
    "document_html",
    "document_json",
    "documents_json",
    "documents_text",
    "fallback_text",
    "inert",
    "inventory_html",
    "inventory_json",
    "inventory_text",
    "notice_html",
    "one_line",
    "results_json",
    "results_text",
    "review_html",
    "review_text",
    "saw_html",
    "saw_text",
    "sentence_markdown",
    "sentences_of",
    "sources_markdown",
    "waiting_html",
    "who_html",
    "why_html",
]
