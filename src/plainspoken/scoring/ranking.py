"""How well one question's documents are found, by the literature's measures."""

from collections.abc import Mapping, Sequence

SHORT, DEEP = 5, 10
JUDGED = 2  # the grade of a document that holds a reference quote


def ranking(relevant: Mapping[str, int], found: Sequence[str]) -> dict[str, float]:
    """Return nDCG@10, MRR@10, recall@5 and recall@10 of documents found, best first.

    Args:
        relevant: Document → grade; 2 where the reference quote stands, 1 where the same fact stands too.
            Recall counts grade 2 and above; where none is so high, the highest there is, as many sets know 1 only.
        found: What retrieval brought, each document once.
    """
    from ir_measures import RR, Qrel, R, ScoredDoc, iter_calc, nDCG

    recall = R(rel=max(1, min(JUDGED, max(relevant.values(), default=JUDGED))))
    names = {
        "ndcg@10": nDCG @ DEEP,
        "mrr@10": RR @ DEEP,
        f"recall@{SHORT}": recall @ SHORT,
        f"recall@{DEEP}": recall @ DEEP,
    }
    qrels = [Qrel("q", document, grade) for document, grade in relevant.items()]
    run = [ScoredDoc("q", document, float(len(found) - place)) for place, document in enumerate(found)]
    values = (
        {str(each.measure): float(each.value) for each in iter_calc(list(names.values()), qrels, run)} if run else {}
    )
    return {name: values.get(str(measure), 0.0) for name, measure in names.items()}
