"""Which column of a table of entries holds the feedback itself."""

from collections.abc import Sequence

from plainspoken.ingest.blocks import normalised

TEXT_COLUMNS = (
    "text", "feedback", "comment", "comments", "message", "verbatim", "review", "reviewtext", "feedbacktext",
    "commenttext", "body", "content", "remark", "remarks", "complaint", "suggestion", "answer", "note", "notes",
    "description", "whathappened", "tellusmore", "freetext", "utterance",
)  # fmt: skip
SAYING = TEXT_COLUMNS[:11]
"""Names that say by themselves that somebody said it: records of such a column alone are entries."""
COMPANIONS = frozenset(
    [
        "date",
        "time",
        "timestamp",
        "createdat",
        "created",
        "submitted",
        "submittedat",
        "day",
        "rating",
        "score",
        "stars",
        "nps",
        "csat",
        "sentiment",
        "author",
        "user",
        "username",
        "userid",
        "name",
        "email",
        "customer",
        "customerid",
        "person",
        "reporter",
        "from",
        "source",
        "channel",
        "label",
        "labels",
        "tag",
        "tags",
        "category",
        "intent",
        "topic",
        "theme",
        "product",
        "usecase",
        "project",
        "team",
        "region",
        "id",
        "feedbackid",
        "entryid",
        "ticket",
        "ticketid",
        "language",
        "status",
    ]
)
TELLING = frozenset(
    [
        "rating",
        "stars",
        "nps",
        "csat",
        "sentiment",
        "author",
        "user",
        "username",
        "customer",
        "customerid",
        "reporter",
        "channel",
        "label",
        "intent",
        "feedback",
        "comment",
        "complaint",
        "verbatim",
        "review",
        "feedbacktext",
        "source",
        "theme",
    ]
)
LONG_ENOUGH = 20  # mean characters of a column that holds sentences


def text_column(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, under_feedback: bool, is_table: bool = True
) -> int | None:
    """Return the number of the column that holds what people said; None if these are not feedback entries.

    Args:
        columns: The header row.
        rows: A sample of the rows below it.
        under_feedback: Whether the file lives in a folder for feedback, so that any column of sentences will do.
        is_table: Whether it may be an ordinary table as well: a column of text is then not enough.
    """
    names = [normalised(column) for column in columns]
    for wanted in TEXT_COLUMNS:
        if wanted in names:
            others = set(names) - {wanted}
            telling = bool((others | {wanted}) & TELLING) and bool(others & COMPANIONS)
            if under_feedback or telling or (wanted in TEXT_COLUMNS[:2] and others & COMPANIONS):
                return names.index(wanted)
    if not under_feedback:
        return next((names.index(wanted) for wanted in SAYING if wanted in names), None) if not is_table else None
    lengths = [_mean([row[at] for row in rows if at < len(row)]) for at in range(len(names))]
    best = max(range(len(names)), key=lambda at: lengths[at], default=None)
    return best if best is not None and lengths[best] >= LONG_ENOUGH else None


def _mean(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0
