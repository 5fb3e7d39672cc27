"""A round of the librarian: what changed is published, what vanished is removed, what is as it was costs nothing."""

import json
import os
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plainspoken import weights
from plainspoken.access import Principal
from plainspoken.errors import LockedError, SettingsError, UsageError
from plainspoken.ingest import EXTRACTION, Limits, idle_globs
from plainspoken.ledger import Ledger
from plainspoken.librarian import Corpus, keep, keeping, planning, rebuild, rescan
from plainspoken.passages import Scope
from plainspoken.store import open_store
from tests.fakes import HashedWords, Workshop
from tests.store.invented import point

TODAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 23)
NOTES = Corpus("notes")
ANYBODY = Principal()
FILES = {
    "plan.md": "---\nowner: Ada\nvalid_from: 2026-01-01\n---\n# Plan\n\nBread is baked at six: ada@brook.example.\n",
    "x/menu.md": "# Menu\n\nSoup on Mondays, and bread with it.\n",
    "x/rules.txt": "No shoes on the tables.\n",
    "pay.csv": "name,salary\nBo,100\n",
    "_plainspoken.toml": '["pay.csv"]\naccess = ["hr"]\n',
}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "docs"
    for path, text in FILES.items():
        write(made / path, text)
    return made


@pytest.fixture
def shop(tmp_path):
    with closing(Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}")) as ledger:
        store = open_store(home=tmp_path, url=":memory:")
        yield Workshop(ledger, store)
        store.close()


def test_a_superseded_document_that_is_not_there_is_told(shop, folder):
    write(
        folder / "a.md",
        "---\ntitle: Rule B\nsupersedes: [x/menu.md, plan, nowhere.md, Plan 2023]\n---\n# Rule B\n\nNo bread.\n",
    )
    write(folder / "c.md", "---\nsupersedes: rule  b\n---\n# Rule C\n\nBread.\n")
    write(folder / "budget-2023.md", "# Budget\n\n100.\n")
    problems = [(one.path, one.why) for one in kept(shop, folder).problems]

    assert problems == [
        ("a.md", f"supersedes: no document of this corpus has the path or title {name!r}")
        for name in ("nowhere.md", "Plan 2023")
    ]


def test_documents_that_are_said_to_replace_each_other_are_named(shop, folder):
    write(folder / "a.md", "---\nsuperseded_by: b.md\n---\n# A\n\nBread.\n")
    write(folder / "b.md", "---\nsuperseded_by: a.md\n---\n# B\n\nNo bread.\n")
    problems = [(one.path, one.why) for one in kept(shop, folder).problems]

    assert problems == [("a.md", "said to replace 'b.md' and to be replaced by it: all are shown")]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def kept(shop, *paths, corpus=NOTES, on=TODAY, prune=False):
    return keep([Path(path) for path in paths], corpus=corpus, engines=shop, on=on, prune=prune)


def seen(shop, day=TODAY, caller=ANYBODY):
    """Return (path, text) of everything that a caller finds in the index and may read in the ledger."""
    scope = shop.ledger.scope(caller, day)
    found = shop.ledger.passages([match.id for match in found_in(shop, scope)], scope)
    return sorted((each.edition.path, each.passage.text) for each in found)


def found_in(shop, scope):
    return shop.store.dense(HashedWords().embed(["anything"])[0], scope, 1000)


def everything(shop):
    """Return what ledger and index hold, but for where files lie: equal for equal documents."""
    editions = shop.ledger.editions(current_only=False)
    passages = shop.ledger.stock.all_passages([edition.id for edition in editions])
    keys = frozenset(each.passage.rule.key for each in passages)
    index = found_in(shop, Scope(keys, TODAY, lapsed=True))
    points = {"size": shop.store.size(), "editions": sorted(shop.store.editions())}
    return {"editions": editions, "passages": sorted(map(repr, passages)), "index": index} | points


def test_a_folder_is_kept_and_reported(shop, folder):
    report = kept(shop, folder)

    assert report.added == ("pay.csv", "plan.md", "x/menu.md", "x/rules.txt")
    assert report.changed == report.unchanged == report.removed == report.refused == ()
    assert [(finding.path, finding.why) for finding in report.skipped] == [
        ("_plainspoken.toml", "metadata of its folder")
    ]
    assert report.private == {"EMAIL_ADDRESS": 1}
    assert report.unowned == ("pay.csv", "x/menu.md", "x/rules.txt")
    assert "plan.md" not in report.undated
    assert {path for path, _ in seen(shop)} == {"plan.md", "x/menu.md", "x/rules.txt"}
    assert {path for path, _ in seen(shop, caller=Principal("h", frozenset({"hr"})))} == set(report.added)
    assert shop.store.size() == report.passages


def test_the_same_folder_again_changes_nothing_and_reports_what_is_there(shop, folder):
    first = kept(shop, folder)
    before = everything(shop)
    second = kept(shop, folder, on=TOMORROW)

    assert (second.added, second.changed) == ((), ())
    assert second.unchanged == first.added
    assert (second.passages, second.private, second.undated) == (first.passages, first.private, first.undated)
    assert everything(shop) == before


def test_the_progress_names_each_file_and_how_many_there_are(shop, folder):
    told = []
    for _ in range(2):
        progress = lambda path, many: told.append((path, many))  # noqa: E731
        keep([folder], corpus=NOTES, engines=shop, on=TODAY, progress=progress)

    assert told == [(path, 4) for path in ("pay.csv", "plan.md", "x/menu.md", "x/rules.txt")] * 2


def test_an_unchanged_file_is_not_read_again(shop, folder, monkeypatch):
    kept(shop, folder)
    monkeypatch.setattr("plainspoken.ingest.parsing.MODULE", "no.such.module")

    assert len(kept(shop, folder).unchanged) == 4


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        pytest.param({"plan.md": "# Plan\n\nBread is baked at seven.\n"}, ("plan.md",), id="text"),
        pytest.param({"plan.md": FILES["plan.md"].replace("Ada", "Bo")}, ("plan.md",), id="owner"),
        pytest.param({"_plainspoken.toml": '["pay.csv"]\naccess = ["legal"]\n'}, ("pay.csv",), id="access-beside-it"),
        pytest.param({"x/_plainspoken.toml": '["*.md"]\nowner = "Cy"\n'}, ("x/menu.md",), id="owner-beside-it"),
        pytest.param({"_plainspoken.toml": FILES["_plainspoken.toml"] + "\n# a remark\n"}, (), id="a-remark-beside-it"),
    ],
)
def test_what_changed_is_published_and_nothing_else(shop, folder, change, changed):
    kept(shop, folder)
    for path, text in change.items():
        write(folder / path, text)
    report = kept(shop, folder, on=TOMORROW)

    assert report.changed == changed
    assert len(report.unchanged) == 4 - len(changed)
    assert shop.ledger.stock.dirty() == shop.ledger.stock.unpublished() == ()
    assert shop.store.size() == shop.ledger.stock.indexed_points()


def test_an_older_text_is_found_as_of_its_days(shop, folder):
    kept(shop, folder)
    write(folder / "x/rules.txt", "Shoes are fine.\n")
    kept(shop, folder, on=TOMORROW)

    assert ("x/rules.txt", "No shoes on the tables.") in seen(shop, TODAY)
    assert ("x/rules.txt", "Shoes are fine.") in seen(shop, TOMORROW)
    assert ("x/rules.txt", "No shoes on the tables.") not in seen(shop, TOMORROW)


def test_a_correction_leaves_no_point_of_the_wrong_text(shop, folder):
    kept(shop, folder)
    write(folder / "plan.md", FILES["plan.md"].replace("six", "five"))
    kept(shop, folder)

    assert not any("six" in text for day in (TODAY, TOMORROW) for _, text in seen(shop, day))
    assert len(shop.store.editions()) == 4


def test_access_that_is_withdrawn_holds_for_older_texts_too(shop, folder):
    kept(shop, folder)
    write(folder / "x/rules.txt", "Shoes are fine.\n")
    write(folder / "x/_plainspoken.toml", '["rules.txt"]\naccess = ["hr"]\n')
    kept(shop, folder, on=TOMORROW)

    assert not any(path == "x/rules.txt" for day in (TODAY, TOMORROW) for path, _ in seen(shop, day))


def test_what_vanished_stays_until_it_is_pruned(shop, folder):
    kept(shop, folder)
    (folder / "plan.md").unlink()
    kept(shop, folder)
    before = {path for path, _ in seen(shop)}
    report = kept(shop, folder, prune=True)

    assert "plan.md" in before
    assert report.removed == ("plan.md",)
    assert "plan.md" not in {path for path, _ in seen(shop)}
    assert shop.store.size() == report.passages == shop.ledger.stock.indexed_points()


def test_pruning_one_folder_leaves_the_others(shop, folder, tmp_path):
    other = tmp_path / "other"
    write(other / "a.md", "# A\n\nOne.\n")
    kept(shop, folder, other)
    shutil.rmtree(folder / "x")
    (other / "a.md").unlink()
    report = kept(shop, folder, prune=True)

    assert report.removed == ("x/menu.md", "x/rules.txt")
    assert "a.md" in {path for path, _ in seen(shop)}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda folder: (folder / "plan.md").rename(folder / "scheme.md"), id="renamed"),
        pytest.param(lambda folder: (folder / "plan.md").rename(folder / "x/plan.md"), id="moved"),
        pytest.param(lambda folder: shutil.rmtree(folder / "x"), id="removed"),
        pytest.param(lambda folder: write(folder / "x/rules.txt", "No.\n"), id="shrunk"),
    ],
)
def test_what_is_left_is_what_a_new_start_would_give(shop, folder, tmp_path, change):
    window = "---\nvalid_from: 2026-01-01\n---\n"
    for path in ("x/menu.md", "x/rules.txt"):
        write(folder / path, window + FILES[path])
    kept(shop, folder)
    change(folder)
    kept(shop, folder, prune=True)
    with closing(Ledger.open("sqlite://")) as ledger:
        fresh = Workshop(ledger, open_store(home=tmp_path / "fresh", url=":memory:"))
        kept(fresh, folder)

        assert seen(shop) == seen(fresh)
        fresh.store.close()


def test_a_moved_folder_is_the_same_documents(shop, folder, tmp_path):
    kept(shop, folder)
    before = everything(shop)
    folder.rename(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").rename(tmp_path / "further")
    shutil.move(tmp_path / "further", tmp_path / "more" / "docs")
    report = kept(shop, tmp_path / "more" / "docs", prune=True)

    assert len(report.unchanged) == 4
    assert report.removed == ()
    assert everything(shop) == before


def test_two_folders_with_the_same_paths_are_told_apart(shop, tmp_path):
    for name in ("one", "two", "sub/two"):
        write(tmp_path / name / "README.md", f"# About {name}\n\nText of {name}.\n")
    report = kept(shop, tmp_path / "one", tmp_path / "two", tmp_path / "sub/two")
    again = kept(shop, tmp_path / "sub/two")

    assert report.added == ("README.md", "two/README.md")
    assert [finding.path for finding in report.refused] == ["two/README.md"]
    assert again.unchanged == ("two/README.md",)


def test_a_file_that_breaks_is_refused_and_its_old_version_serves_on(shop, folder):
    kept(shop, folder)
    write(folder / "plan.md", "")
    report = kept(shop, folder)

    assert [finding.path for finding in report.refused] == ["plan.md"]
    assert "plan.md" not in report.unchanged
    assert "plan.md" in {path for path, _ in seen(shop)}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: path.write_text('{"note": "no card any more"}', encoding="utf-8"), id="no-card"),
        pytest.param(lambda path: (path.unlink(), path.symlink_to("/dev/null")), id="a-link"),
    ],
)
def test_a_file_that_is_no_longer_ours_is_named_until_it_is_pruned(shop, folder, change):
    write(folder / "card.json", '{"model_name": "Brook", "intended_use": "Bread for ten shops."}')
    kept(shop, folder)
    change(folder / "card.json")
    report = kept(shop, folder)
    serves_on = "card.json" in {path for path, _ in seen(shop)}
    pruned = kept(shop, folder, prune=True)

    assert serves_on
    assert "card.json" in [finding.path for finding in report.skipped]
    assert [finding.path for finding in report.refused] == ["card.json"]
    assert "card.json" not in report.unchanged
    assert (pruned.removed, pruned.refused) == (("card.json",), ())
    assert "card.json" not in {path for path, _ in seen(shop)}


def test_what_cannot_be_searched_for_private_things_is_kept_marked_and_tried_again(shop, folder):
    shop.broken = "Soup"
    report = kept(shop, folder)
    unevaluated = [
        each.passage
        for each in shop.ledger.stock.all_passages(shop.ledger.stock.indexable())
        if each.passage.spans is None
    ]
    shop.broken = "\0"
    again = kept(shop, folder)

    assert [finding.path for finding in report.problems if "private" in finding.why] == ["x/menu.md"]
    assert ["Soup" in passage.text for passage in unevaluated] == [True]
    assert not any("private" in finding.why for finding in again.problems)


def encoder_of(folder, window):
    """Return a folder as sentence-transformers keeps a model, with all that passages are measured by."""
    folder.mkdir()
    shutil.copy(weights.checked(weights.TOKENIZER), folder / "tokenizer.json")
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": window}))
    return str(folder)


def test_an_encoder_that_reads_less_gets_shorter_passages(shop, folder, tmp_path):
    write(folder / "plan.md", "# Plan\n\n" + "The forecast for bread was late by one day. " * 60)
    shop.encoder = encoder_of(tmp_path / "narrow", 128)
    shop.window = 128
    kept(shop, folder)
    narrow = [text for path, text in seen(shop) if path == "plan.md"]
    shop.window = 256
    (tmp_path / "narrow" / "sentence_bert_config.json").write_text('{"max_seq_length": 256}')
    again = kept(shop, folder)
    wide = [text for path, text in seen(shop) if path == "plan.md"]

    assert max(map(len, narrow)) < max(map(len, wide))
    assert "plan.md" in again.changed


def test_an_encoder_whose_tokens_cannot_be_counted_is_told_and_no_file_is_blamed(shop, folder, tmp_path):
    shop.encoder = encoder_of(tmp_path / "bare", 128)
    (tmp_path / "bare" / "tokenizer.json").unlink()

    with pytest.raises(SettingsError, match=r"no tokenizer\.json"):
        kept(shop, folder)


def test_a_document_read_anew_by_other_logic_is_found_once_and_still_quoted_by_older_answers(shop, folder, monkeypatch):
    def found(scope):
        nearest = shop.store.dense(shop.embedder.embed_query("bread"), scope, 99)
        return {one.edition.id for one in shop.ledger.passages([match.id for match in nearest], scope)}

    staff = Principal("ada", frozenset({"hr"}))
    kept(shop, folder, on=TODAY)
    held, before = shop.store.size(), {one.id for one in shop.ledger.editions()}
    quoted = [one.passage.id for one in shop.ledger.stock.all_passages(sorted(before))]
    for module in (keeping, planning):
        monkeypatch.setattr(module, "EXTRACTION", EXTRACTION + 1)

    kept(shop, folder, on=TOMORROW)

    current = {one.id for one in shop.ledger.editions()}
    assert len(current) == len(before)
    assert not current & before
    assert shop.store.size() == held
    assert [found(shop.ledger.scope(staff, day, None)) for day in (TODAY, TOMORROW)] == [current, current]
    assert len(shop.ledger.passages(quoted, shop.ledger.superseded_scope(staff, TODAY, None))) == len(quoted)


def test_a_new_detector_looks_again_without_a_new_edition(shop, folder):
    kept(shop, folder)
    before = shop.ledger.editions(current_only=False)
    shop.finder = "mail-2"

    assert rescan(shop) == 4
    assert rescan(shop) == 0
    looked = tuple(replace(edition, detector="mail-2") for edition in before)
    assert shop.ledger.editions(current_only=False) == looked


def test_a_lost_index_is_built_anew_with_equal_results(shop, folder, tmp_path):
    kept(shop, folder)
    before = everything(shop)
    shop.store.clear()
    kept(shop, folder)
    mended = everything(shop)
    shop.store.close()
    shop.store = open_store(home=tmp_path / "again", url=":memory:")
    rebuild(shop)

    assert before == mended == everything(shop)


def test_an_index_that_is_built_anew_never_holds_less_than_before(shop, folder, monkeypatch):
    kept(shop, folder)
    before, sizes, upsert = everything(shop), [], shop.store.upsert

    def watched(points):
        sizes.append(shop.store.size())
        upsert(points)

    monkeypatch.setattr(shop.store, "upsert", watched)
    monkeypatch.setattr("plainspoken.librarian.indexing.EDITIONS_AT_ONCE", 1)
    rebuild(shop)

    assert sizes == [before["size"]] * 4
    assert everything(shop) == before


def test_points_that_do_not_belong_into_the_index_are_gone_once_it_is_built_anew(shop, folder):
    kept(shop, folder)
    before = everything(shop)
    shop.store.upsert([point("stranger", edition="gone"), point("stray", edition=before["editions"][0])])
    rebuild(shop)

    assert everything(shop) == before


def test_an_index_that_was_emptied_and_not_filled_to_the_end_is_known_as_such_until_it_is(shop, folder, monkeypatch):
    kept(shop, folder)
    shop.embedder = Wider()
    with monkeypatch.context() as patch:
        patch.setattr(shop.store, "upsert", locked)
        with pytest.raises(LockedError):
            rebuild(shop)
    cut_short = shop.ledger.indexed()
    kept(shop, folder)
    mended = shop.ledger.indexed()

    assert (cut_short.is_unfilled, cut_short.is_whole) == (True, False)
    assert (mended.is_unfilled, mended.is_whole, mended.fits("wider")) == (False, True, True)


def locked(_points):
    raise LockedError("held")


class Wider(HashedWords):
    name, size = "wider", 12


def test_another_embedder_fills_the_index_anew(shop, folder):
    kept(shop, folder)

    shop.embedder = Wider()
    kept(shop, folder)

    scope = shop.ledger.scope(ANYBODY, TODAY)
    assert len(shop.store.dense(Wider().embed(["anything"])[0], scope, 1000)) == len(seen_ids(shop, scope))


def seen_ids(shop, scope):
    ids = [each.passage.id for each in shop.ledger.stock.all_passages(shop.ledger.stock.indexable())]
    return shop.ledger.passages(ids, scope)


def test_exact_and_near_duplicates_are_named_once_and_stay_documents(shop, folder):
    write(folder / "copy.md", FILES["x/menu.md"])
    first = kept(shop, folder)

    assert first.duplicates == (("copy.md", "x/menu.md"),)
    assert kept(shop, folder).duplicates == first.duplicates
    assert "copy.md" in first.added


def test_documents_nobody_may_see_are_reported(shop, folder):
    write(folder / "secret.md", "---\naccess: []\n---\n# Secret\n\nNothing.\n")
    report = kept(shop, folder)

    assert [finding.path for finding in report.problems if "visible to nobody" in finding.why] == ["secret.md"]
    assert "secret.md" not in {path for path, _ in seen(shop)}


def test_the_report_is_the_public_json(shop, folder):
    told = kept(shop, folder).as_json()

    names = "added changed unchanged removed skipped refused passages private undated unowned duplicates"
    promised = names.split()
    assert list(told)[: len(promised)] == promised
    assert told["skipped"] == ["_plainspoken.toml"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("odd.md", '---\ntitle: "Cake \\uD83D b"\n---\n# Cake\n\nBake it.\n', id="title"),
        pytest.param("odd.md", '---\nowner: "A \\uDC00"\naccess: ["everyone", "\\uD800"]\n---\nBake.\n', id="owner"),
        pytest.param(
            "odd.json", '{"model_name": "Cake \\ud800", "owner": "\\udfff", "limits": "\\ud800 x"}', id="card"
        ),
        pytest.param("odd.jsonl", '{"text": "Too slow \\ud83d", "author": "B\\ud800"}\n', id="feedback"),
    ],
)
def test_half_a_character_costs_no_more_than_itself(shop, folder, name, text):
    write(folder / name, text)
    report = kept(shop, folder)

    assert {name, "plan.md", "x/menu.md"} <= set(report.added)
    assert report.refused == ()
    assert name in {path for path, _ in seen(shop)}


def test_a_folder_whose_name_is_no_text_is_refused_and_the_rest_is_kept(shop, folder):
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9"))
    write(odd / "c.md", "# Coffee\n\nBlack.\n")
    report = kept(shop, folder)

    assert [one.path for one in report.refused] == ["caf\\xe9"]
    assert len(report.added) == 4


def test_a_disk_that_is_not_mounted_has_not_vanished(shop, folder):
    disk = folder.parent / "disk"
    shutil.copytree(folder, disk / "docs")
    kept(shop, disk / "docs")
    shutil.rmtree(disk / "docs")

    with pytest.raises(UsageError):
        kept(shop, disk / "docs", prune=True)
    assert len(shop.ledger.editions()) == 4

    (disk / "lost").mkdir()
    assert len(kept(shop, disk / "docs", prune=True).removed) == 4


def test_a_path_that_does_not_exist_is_wrong_usage_and_prunes_nothing(shop, folder):
    kept(shop, folder)
    with pytest.raises(UsageError):
        kept(shop, folder.parent / "no-such-folder", prune=True)

    assert len(shop.ledger.editions()) == 4


def test_a_file_that_vanished_is_pruned_by_its_own_name(shop, folder):
    kept(shop, folder)
    (folder / "plan.md").unlink()
    with pytest.raises(UsageError):
        kept(shop, folder / "plan.md", folder / "x")
    report = kept(shop, folder / "plan.md", folder / "x", prune=True)

    assert report.removed == ("plan.md",)
    assert len(report.unchanged) == 2


def test_a_folder_that_is_away_with_the_one_it_lies_in_is_not_pruned(shop, folder, tmp_path):
    kept(shop, folder)
    folder.rename(tmp_path / "unplugged")
    with pytest.raises(UsageError):
        kept(shop, folder / "x", prune=True)

    assert len(shop.ledger.editions()) == 4


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param([["."], ["contracts"]], id="whole-then-part"),
        pytest.param([["."], ["contracts/a.md"]], id="whole-then-file"),
        pytest.param([["contracts"], ["."]], id="part-then-whole"),
        pytest.param([["contracts/a.md"]], id="file"),
        pytest.param([["contracts", "."]], id="both-at-once"),
    ],
)
def test_a_part_of_a_folder_is_as_closed_as_the_whole(shop, folder, paths):
    write(folder / "_plainspoken.toml", '["contracts/*.md"]\naccess = ["finance"]\n')
    write(folder / "contracts/a.md", "# Terms\n\nThe price is nine.\n")
    for given in paths:
        kept(shop, *(folder / one for one in given))
    before = [text for _, text in seen(shop) if "nine" in text]
    meant = [text for _, text in seen(shop, caller=Principal("fay", frozenset({"finance"}))) if "nine" in text]
    write(folder / "_plainspoken.toml", "")
    opened = kept(shop, folder / "contracts")

    assert (before, len(meant)) == ([], 1)
    assert len(opened.changed) == 1
    assert [text for _, text in seen(shop) if "nine" in text] == meant


def test_a_folder_file_that_can_no_longer_be_read_closes_what_was_read_before(shop, folder):
    kept(shop, folder)
    (folder / "x/_plainspoken.toml").symlink_to(folder / "plan.md")
    kept(shop, folder / "x")

    assert not any(path.startswith("x/") for path, _ in seen(shop))


def test_a_glob_that_matches_no_file_is_told_until_it_does(shop, folder):
    write(folder / "x/_plainspoken.toml", '["menus.md"]\naccess = ["hr"]\n')
    told = [(one.path, one.why) for _ in range(2) for one in kept(shop, folder).problems]
    write(folder / "x/menus.md", "# Menus\n\nMore soup.\n")

    assert told == [("x/_plainspoken.toml", "'menus.md' matches no file that is read")] * 2
    assert kept(shop, folder).problems == ()


def test_what_is_noted_of_globs_goes_with_what_is_forgotten(shop, folder):
    write(folder / "_plainspoken.toml", '["okonkwo.md"]\naccess = ["hr"]\n')
    kept(shop, folder)
    before = shop.ledger.stock.note("globs notes")
    shop.ledger.eraser.drop(conversations=[], answers=[])

    assert "okonkwo" in before
    assert shop.ledger.stock.note("globs notes") == ""


def test_a_folder_file_that_never_ends_costs_its_time_and_tells_nothing(tmp_path):
    stars = "*a" * 40 + "b"
    write(tmp_path / "_plainspoken.toml", f'["{stars}"]\nowner = "x"\n["no.md"]\nowner = "y"\n')
    write(tmp_path / "x/_plainspoken.toml", '["no.md"]\nowner = "y"\n')
    files = {tmp_path / "_plainspoken.toml": ["a" * 200], tmp_path / "x/_plainspoken.toml": ["a.md"]}

    assert list(idle_globs(files, limits=Limits(seconds=2.0)).values()) == [(), ("no.md",)]


def test_a_second_librarian_waits_and_then_says_that_it_is_locked(shop, tmp_path):
    with closing(Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}")) as ledger, ledger.stock.held():
        waiting = shop.ledger.stock.held(0.1)
        with pytest.raises(LockedError), waiting:
            pass
