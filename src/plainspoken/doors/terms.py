"""How long things are kept, as the librarian takes it."""

from plainspoken.librarian import Terms
from plainspoken.settings import Settings


def terms_of(settings: Settings) -> Terms:
    """Return what the settings say of how long each kind of record is kept."""
    kept = settings.retention
    return Terms(kept.conversations_days, kept.feedback_days, kept.egress_days, kept.runs_days, kept.versions_days)
