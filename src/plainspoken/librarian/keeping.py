"""One round of the librarian over some paths."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeVar

from plainspoken.forgotten import Forgotten
from plainspoken.ingest import EXTRACTION, Duplicates, Refused, Skipped, discover, parse
from plainspoken.ledger import Known, Reading, reading_of
from plainspoken.librarian import indexing
from plainspoken.librarian.forgetting import finish
from plainspoken.librarian.idling import idle
from plainspoken.librarian.indexing import Engines
from plainspoken.librarian.naming import circular, dangling
from plainspoken.librarian.omitting import forgotten_before, omit
from plainspoken.librarian.planning import Task, tasks_for, vanished
from plainspoken.librarian.report import Corpus, Finding, Report
from plainspoken.passages import Document

DOCUMENTS_AT_ONCE = 32
"""Documents per transaction: what a kill can cost, against what a transaction costs."""
PACKAGED = "packaged"
"""Stands for the packaged encoder where passages were measured by its tokens."""

NOT_OURS = "is skipped now: what was read from it before keeps serving until --prune removes it"
"""Why a file is refused that was a document once."""

Item = TypeVar("Item")
Progress = Callable[[str, int], None]


@dataclass(slots=True)
class _Round:
    """What happens during one round."""

    corpus: Corpus
    engines: Engines
    on: date
    reader: str
    forgotten: Forgotten
    tasks: list[Task] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    skipped: list[Finding] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    disowned: list[Known] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    idle: list[Finding] = field(default_factory=list)


def keep(
    paths: Sequence[Path],
    *,
    corpus: Corpus,
    engines: Engines,
    on: date,
    prune: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring the documents under ``paths`` into the ledger and the index.

    Args:
        paths: Folders and files.
        corpus: Where they belong.
        engines: What to work with.
        on: Today, in UTC: the day on which undated documents take over from their older versions.
        prune: Whether documents are removed whose files are gone; a path that is gone itself is then no mistake.
        progress: Called with the path of each file once it was read, and how many there are.

    Raises:
        UsageError: One of the paths does not exist, nor is it one of documents that vanished, to be pruned.
        LockedError: Another process changes the documents of this ledger.
    """
    discovery = discover(_left_of(paths, corpus, engines) if prune else paths)
    with engines.ledger.stock.held():
        indexing.tidy(engines)
        finish(engines)
        work = _Round(corpus, engines, on, _reader(engines), forgotten_before(engines))
        known = engines.ledger.stock.known(corpus.name)
        work.tasks, work.refused = tasks_for(discovery.files, known, corpus=corpus, reader=work.reader)
        work.refused += [Finding(one.path, one.why) for one in discovery.refused]
        _pass_over(discovery.skipped, {document.source: document for document in known}, work)
        _move(work)
        many = len(work.tasks)
        _read_changed(work, lambda path: progress(path, many) if progress else None)
        work.idle = idle(discovery, corpus.name, engines)
        indexing.rescan(engines)
        if prune:
            gone = [*vanished(known, paths, work.tasks), *work.disowned]
            indexing.remove([document.id for document in gone], engines)
            work.removed = [document.path for document in gone]
        else:
            work.refused += [Finding(each.path, NOT_OURS) for each in work.disowned]
        return _report(work)


def _left_of(paths: Sequence[Path], corpus: Corpus, engines: Engines) -> list[Path]:
    """Return the paths without those that vanished and had documents; a disk that is not there has not vanished."""
    gone = [path for path in paths if not os.path.lexists(path) and _holds_something(path.absolute().parent)]
    known = engines.ledger.stock.known(corpus.name) if gone else ()
    return [path for path in paths if path not in gone or not vanished(known, [path], ())]


def _holds_something(folder: Path) -> bool:
    """Return whether a folder is there and not empty, as the place of a disk is that was not mounted."""
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _reader(engines: Engines) -> str:
    """Return by whose tokens passages are measured, and how many of them it reads."""
    return f"{engines.encoder}, {engines.window} tokens" if engines.encoder else PACKAGED


def _pass_over(skipped: Iterable[Skipped], known: Mapping[str, Known], work: _Round) -> None:
    """Note files that are not ours to read; one that was read before still answers, which is not passed over."""
    for one in skipped:
        work.skipped.append(Finding(one.path, one.why))
        if one.source in known:
            work.disowned.append(known[one.source])
            work.broken.add(known[one.source].path)


def _move(work: _Round) -> None:
    for task in work.tasks:
        if task.known and task.known.source != str(task.found.path):
            work.engines.ledger.stock.move(task.known.id, str(task.found.path))


def _read_changed(work: _Round, progress: Callable[[str], None]) -> None:
    """Parse in a child process, look for private spans here, embed and publish in a thread, all at the same time."""
    todo = [task for task in work.tasks if not task.is_unchanged]
    for task in work.tasks:
        if task.is_unchanged:
            progress(task.found.relative)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="publish") as publisher:
        before: Future[None] | None = None
        for batch in _batches(_readings(work, todo, progress), DOCUMENTS_AT_ONCE):
            examined = _examined(batch, work)
            if before:
                before.result()
            before = publisher.submit(_publish, examined, work)
        if before:
            before.result()


def _readings(work: _Round, todo: list[Task], progress: Callable[[str], None]) -> Iterator[Reading]:
    """Yield what is new; note what is as it was after all, skipped or refused."""
    by_path = {task.found.relative: task for task in todo}
    parsed = parse(
        [task.found for task in todo],
        corpus=work.corpus.name,
        default_access=work.corpus.access,
        model=work.engines.encoder,
        progress=lambda found: progress(found.relative),
    )
    for told in parsed:
        if isinstance(told, Document):
            yield from _reading(told, by_path[told.path], work)
        elif isinstance(told, Skipped):
            task = by_path[told.path]
            _pass_over([told], {told.source: task.known} if task.known else {}, work)
        elif isinstance(told, Refused):
            work.refused.append(Finding(told.path, told.why))
            work.broken.add(told.path)


def _reading(document: Document, task: Task, work: _Round) -> Iterator[Reading]:
    identity = reading_of(document, level=work.corpus.level, extraction=f"{EXTRACTION} {work.reader}")
    known = task.known
    if work.forgotten.holds(document.path):
        path = work.forgotten.blank(document.path)
        work.skipped.append(Finding(path, "its name holds what was forgotten; it was not read again"))
        return
    if known and known.reading == identity:
        work.engines.ledger.stock.keep_inputs(known.edition_id, task.inputs)
        return
    (work.changed if known else work.added).append(document.path)
    yield Reading(document, identity, work.corpus.level, task.inputs, work.engines.finder)


def _examined(readings: list[Reading], work: _Round) -> list[Reading]:
    """Return the readings with the private spans of every passage, and without what was forgotten."""
    whole = [passage for each in readings for passage in each.document.passages]
    titles = [each.document.metadata.title for each in readings for _ in each.document.passages]
    found = iter(indexing.examined(whole, titles, work.engines))
    examined = []
    for each in readings:
        passages = tuple(islice(found, len(each.document.passages)))
        document = omit(replace(each.document, passages=passages), work.forgotten)
        examined.append(replace(each, document=document))
    return examined


def _publish(readings: list[Reading], work: _Round) -> None:
    """Embed, stage, index, publish; then let the index follow where older editions were cut short."""
    stock, engines = work.engines.ledger.stock, work.engines
    indexing.vectors_of(
        [
            indexing.retrieval_text(each.document.metadata.title, passage.section, passage.context, passage.text)
            for each in readings
            for passage in each.document.passages
        ],
        engines,
    )
    staged = stock.stage(readings, on=work.on)
    indexing.put(staged, engines)
    engines.store.flush()
    stock.publish(staged, on=work.on)
    indexing.refresh(stock.dirty([each.document.id for each in readings]), engines)


def _report(work: _Round) -> Report:
    covered = {task.found.relative for task in work.tasks}
    everything = work.engines.ledger.stock.known(work.corpus.name)
    known = [each for each in everything if each.path in covered]
    private: Counter[str] = Counter()
    for each in known:
        private.update(each.private)
    touched = {*work.added, *work.changed, *work.broken}
    return Report(
        added=tuple(sorted(work.added)),
        changed=tuple(sorted(work.changed)),
        unchanged=tuple(each.path for each in known if each.path not in touched),
        removed=tuple(sorted(work.removed)),
        skipped=tuple(sorted(work.skipped, key=lambda finding: (finding.path, finding.why))),
        refused=tuple(sorted(work.refused, key=lambda finding: (finding.path, finding.why))),
        passages=sum(each.passages for each in known),
        private=dict(sorted(private.items())),
        undated=tuple(each.path for each in known if each.metadata.window.first is each.metadata.window.last is None),
        unowned=tuple(each.path for each in known if not each.metadata.owner),
        duplicates=_duplicates(known, work),
        problems=tuple(sorted([*_problems(known, everything, covered), *work.idle], key=lambda one: one.path)),
    )


def _problems(known: Sequence[Known], everything: Sequence[Known], covered: Collection[str]) -> Iterator[Finding]:
    yield from dangling(everything, covered)
    yield from circular(everything, covered)
    for each in known:
        yield from (Finding(each.path, why) for why in (*each.metadata.problems, *each.notes))
        if not each.evaluated:
            yield Finding(each.path, "private fields could not be evaluated: nothing of it goes to a model")


def _duplicates(known: Sequence[Known], work: _Round) -> tuple[tuple[str, ...], ...]:
    """Return groups of like documents; compared anew only when one of them changed."""
    stock, name = work.engines.ledger.stock, f"duplicates {work.corpus.name}"
    seen = hashlib.sha256("\0".join(f"{each.path}\0{each.version}" for each in known).encode()).hexdigest()
    before, _, groups = stock.note(name).partition(" ")
    if before != seen:
        groups = json.dumps(_compared(known, work.engines))
        stock.keep_note(name, f"{seen} {groups}")
    return tuple(tuple(group) for group in json.loads(groups))


def _compared(known: Sequence[Known], engines: Engines) -> tuple[tuple[str, ...], ...]:
    found = Duplicates()
    for each in known:
        text = engines.ledger.document(each.id).text
        found.add(Document(each.id, each.corpus, each.path, each.source, each.version, "", text, each.metadata))
    return found.groups()


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(items, size)):
        yield batch
