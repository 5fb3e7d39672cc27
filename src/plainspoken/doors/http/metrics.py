"""Counts and times, in the text format that Prometheus reads. No value here comes from a caller."""

import threading
from collections import Counter
from collections.abc import Mapping

from starlette.types import Scope

from plainspoken.answers import Answer

BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)  # the last is the default deadline of an answer
METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Metrics:
    """What happened since this process started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[tuple[str, float]] = Counter()
        self._seconds: dict[str, float] = {}
        self._answers: Counter[tuple[str, str]] = Counter()

    def passed(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one request under its route's template."""
        unmatched = "api" if scope["path"].startswith(("/api", "/v1")) else "page"  # refused before any route
        route = getattr(scope.get("route"), "path", None) or unmatched
        method = scope["method"] if scope["method"] in METHODS else "other"
        with self._lock:
            self._requests[route, method, status] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds
            for bound in (*BUCKETS_S, float("inf")):
                self._buckets[route, bound] += seconds <= bound

    def answered(self, answer: Answer) -> None:
        """Count one answer."""
        with self._lock:
            self._answers[answer.status, answer.path] += 1

    def text(self) -> str:
        """Return everything, sorted."""
        with self._lock:
            lines = ["# TYPE plainspoken_requests_total counter"]
            for (route, method, status), count in sorted(self._requests.items()):
                labels = _labels({"route": route, "method": method, "status": str(status)})
                lines.append(f"plainspoken_requests_total{labels} {count}")
            lines.append("# TYPE plainspoken_request_seconds histogram")
            for (route, bound), count in sorted(self._buckets.items()):
                edge = "+Inf" if bound == float("inf") else f"{bound:g}"
                lines.append(f"plainspoken_request_seconds_bucket{_labels({'route': route, 'le': edge})} {count}")
            for route, seconds in sorted(self._seconds.items()):
                count = self._buckets[route, float("inf")]
                lines.append(f"plainspoken_request_seconds_sum{_labels({'route': route})} {seconds:.6f}")
                lines.append(f"plainspoken_request_seconds_count{_labels({'route': route})} {count}")
            lines.append("# TYPE plainspoken_answers_total counter")
            for (status_word, path), count in sorted(self._answers.items()):
                lines.append(f"plainspoken_answers_total{_labels({'status': status_word, 'path': path})} {count}")
        return "\n".join(lines) + "\n"


def _labels(pairs: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in pairs.items()) + "}"
