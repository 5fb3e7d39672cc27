import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.access import NOBODY, Principal, rule_for
from tests.ingest import making
from tests.ingest.making import read_bytes

STAFF = Principal("bo", frozenset({"staff"}))
HR = Principal("ana", frozenset({"hr"}))
VALUE = "81,250"
MATTER = "---\naccess: everyone\nrestricted:\n  salary: [hr]\n---\n"


def ruled(field="salary", *groups):
    from plainspoken.ingest.declared import Declared

    return Declared({"restricted": {field: list(groups) or ["hr"]}})


def seen_by(principal, document):
    """Return all that a principal could meet of a document: passages, contexts, sections, title, owner, notes."""
    allowed = [p for p in document.passages if p.rule.allows(principal)]
    told = [words for p in allowed for words in (p.text, p.context, *p.section)]
    metadata = document.metadata
    return "\n".join([*told, metadata.title, metadata.owner or "", metadata.status or "", *document.notes])


def view_of(principal, document):
    """Return the text with everything blanked that ``principal`` lacks a group for."""
    shown = list(document.text)
    for one in document.hidden:
        if not principal.groups.intersection(one.groups):
            shown[one.start : one.end] = "█" * (one.end - one.start)
    return "".join(shown)


def test_the_shown_text_never_overlaps_what_is_hidden_even_in_the_document_view():
    document = read_bytes("a.md", MATTER + f"Mira earns:\n\nSalary: {VALUE}\n")
    shown = view_of(STAFF, document)

    assert VALUE in document.text
    assert VALUE not in shown
    assert len(shown) == len(document.text)


@pytest.mark.parametrize(
    ("name", "data", "folders"),
    [
        pytest.param(
            "a.md", f"{MATTER}| Name | Salary | Team |\n|---|---|---|\n| Mira | {VALUE} | ML |\n", None, id="column"
        ),
        pytest.param(
            "a.md", f"{MATTER}| Field | Value |\n|---|---|\n| Salary | {VALUE} |\n", None, id="row-of-a-key-value-table"
        ),
        pytest.param("a.md", f"{MATTER}| Name | Salary |\n|---|---|\n| Mi|ra | {VALUE} |\n", None, id="ragged-row"),
        pytest.param("a.md", f"{MATTER}- **Salary:** {VALUE}\n- Team: ML\n", None, id="field-line"),
        pytest.param("a.md", f"{MATTER}Salary:\n\n    {VALUE}\n\nTeam: ML\n", None, id="value-below"),
        pytest.param("a.md", f"{MATTER}## Salary\n\nIt is {VALUE} a year.\n\n## Team\n\nML\n", None, id="section"),
        pytest.param("a.md", f"{MATTER}Salary: {VALUE}\n\nAs said, {VALUE} is what she gets.\n", None, id="said-again"),
        pytest.param(
            "a.md",
            f"---\nrestricted: {{salary: hr}}\nsalary: {VALUE}\nteam: ML\n---\nWords.\n",
            None,
            id="front-matter",
        ),
        pytest.param(
            "a.md",
            f"---\nrestricted: {{salary: hr}}\npay:\n  base:\n    salary: '{VALUE}'\n---\nWords.\n",
            None,
            id="nested-front-matter",
        ),
        pytest.param(
            "a.md",
            f"---\nrestricted: {{pay.salary: hr}}\npay: {{salary: '{VALUE}'}}\n---\nWords.\n",
            None,
            id="dotted-name",
        ),
        pytest.param(
            "a.md",
            f"---\nrestricted: {{Title: [hr]}}\ntitle: '{VALUE}'\n---\n# The {VALUE} plan\n\nWords.\n",
            None,
            id="title",
        ),
        pytest.param("a.md", f"---\nrestricted: {{owner: [hr]}}\n---\nOwner: {VALUE}\n\nWords.\n", None, id="owner"),
        pytest.param(
            "a.rst",
            f"{MATTER}====  ======\nName  Salary\n====  ======\nMira  {VALUE}\n====  ======\n",
            None,
            id="rst-simple-table",
        ),
        pytest.param(
            "a.rst",
            f"{MATTER}+------+--------+\n| Name | Salary |\n+======+========+\n| Mira | {VALUE} |\n+------+--------+\n",
            None,
            id="rst-grid-table",
        ),
        pytest.param(
            "a.rst",
            f"{MATTER}.. list-table::\n\n   * - Name\n     - Salary\n   * - Mira\n     - {VALUE}\n",
            None,
            id="rst-list-table",
        ),
        pytest.param("a.rst", f"{MATTER}:Salary: {VALUE}\n:Team: ML\n", None, id="rst-field"),
        pytest.param("a.csv", f'name,Sal ary,team\nMira,"{VALUE}",ML\nBo,"70,100",ML\n', ruled(), id="csv"),
        pytest.param("a.csv", f'author,comment,salary\nMira,Too slow for me,"{VALUE}"\n', ruled(), id="csv-feedback"),
        pytest.param("a.jsonl", f'{{"text": "Too slow", "author": "Bo", "salary": "{VALUE}"}}\n', ruled(), id="jsonl"),
        pytest.param("a.xlsx", making.xlsx_bytes([["name", "SALARY (EUR)"], ["Mira", VALUE]]), ruled(), id="workbook"),
        pytest.param("a.docx", making.docx_bytes(), ruled(), id="word-table"),
        pytest.param(
            "a.html",
            f"<table><tr><th>Name</th><th>Salary</th></tr><tr><td>Mira</td><td>{VALUE}</td></tr></table>",
            ruled(),
            id="html-table",
        ),
        pytest.param("a.html", f"<dl><dt>Salary</dt><dd>{VALUE}</dd></dl><p>ML</p>", ruled(), id="html-definition"),
        pytest.param(
            "a.json", f'{{"model_name": "m", "pay": {{"salary": "{VALUE}", "team": "ML"}}}}', ruled(), id="card-field"
        ),
        pytest.param("a.json", f'{{"model_name": "m", "salary": {{"base": "{VALUE}"}}}}', ruled(), id="card-section"),
        pytest.param("a.pdf", making.pdf_bytes(["Name: Mira", f"Salary: {VALUE}", "Team: ML"]), ruled(), id="pdf-line"),
        pytest.param("a.txt", f"Name\tMira\nSalary\t{VALUE}\nTeam\tML\n", ruled(), id="tabs"),
        pytest.param(
            "a.md",
            f"{MATTER}| Payroll | | |\n|---|---|---|\n| Name | Salary | Team |\n| Mira | {VALUE} | ML |\n",
            None,
            id="title-above-the-header",
        ),
        pytest.param("a.md", f"{MATTER}| Name | Salary |\n| Mira | {VALUE} |\n", None, id="rows-without-a-rule"),
        pytest.param("a.csv", f'Payroll 2026\nname,salary,team\nMira,"{VALUE}",ML\n', ruled(), id="csv-title"),
        pytest.param("a.csv", f'name\tteam\tsalary\nMira\t\t"{VALUE}"\nBo\tML\t"70,100"\n', ruled(), id="csv-by-tabs"),
        pytest.param("a.csv", f'name,size,salary\nMira,5",{VALUE[:2]}\nBo,6","{VALUE}"\n', ruled(), id="csv-inches"),
        pytest.param("a.csv", f"sep=;\nname;salary;team\nMira;{VALUE};ML\n", ruled(), id="csv-that-names-its-mark"),
        pytest.param(
            "a.xlsx",
            making.xlsx_bytes([["Payroll 2026"], ["name", "salary", "team"], ["Mira", VALUE, "ML"]]),
            ruled(),
            id="workbook-title",
        ),
        pytest.param(
            "a.xlsx",
            making.xlsx_bytes([["name", "salary", None], [None, "base", "bonus"], ["Mira", "70,000", VALUE]]),
            ruled(),
            id="workbook-merged-header",
        ),
        pytest.param(
            "a.html",
            "<table><tr><th rowspan=2>Name<th colspan=2>Pay<tr><th>Salary<th>Bonus"
            f"<tr><td>Mira<td>{VALUE}<td>5,000</table>",
            ruled(),
            id="html-header-of-two-rows",
        ),
        pytest.param(
            "a.html",
            f"<table><tr><td>Salary<td>{VALUE}<tr><td>Team<td>ML</table>",
            ruled(),
            id="html-first-of-the-names-and-values",
        ),
        pytest.param(
            "a.html",
            f"<table><tr><td>Name<td>Mira<td>Salary<td>{VALUE}<tr><td>Team<td>ML<td>Town<td>Ulm</table>",
            ruled(),
            id="html-form",
        ),
        pytest.param(
            "a.pdf", making.pdf_bytes(["Payroll 2026", "Name Salary Team", f"Mira {VALUE} ML"]), ruled(), id="pdf-rows"
        ),
        pytest.param(
            "a.pdf",
            making.pdf_bytes(["Name", "Salary", "Team", "Mira", VALUE, "ML"]),
            ruled(),
            id="pdf-cell-by-cell",
        ),
        pytest.param(
            "a.pdf",
            making.pdf_bytes(["Name Salary Team", "Bo 70,100 ML"], [f"Mira {VALUE} Head of ML"]),
            ruled(),
            id="pdf-rows-on-the-next-page",
        ),
        pytest.param("a.txt", f"Name Salary Team\n\nMira {VALUE} ML\n", ruled(), id="text-rows"),
        pytest.param("a.txt", f"NAME SALARY\n\nMira {VALUE}\n", ruled(), id="text-under-a-heading-of-names"),
        pytest.param("a.txt", f"Date of birth  Salary\n1990-01-02  {VALUE}\n", ruled(), id="text-in-columns"),
        pytest.param("a.txt", f"Name | Salary | Team\nMira | {VALUE} | ML\n", ruled(), id="text-with-bars"),
        pytest.param("a.txt", f"Name Mira\nSalary {VALUE} EUR\nTeam ML\n", ruled(), id="text-names-and-values"),
        pytest.param(
            "a.txt", f"Name: Mira\nPra\u0308mie: {VALUE}\n", ruled("pr\u00e4mie"), id="letters-apart-in-the-text"
        ),
        pytest.param(
            "a.txt", f"Name: Mira\nPr\u00e4mie: {VALUE}\n", ruled("pra\u0308mie"), id="letters-apart-in-the-rule"
        ),
        pytest.param(
            "a.csv", f'name,Pra\u0308mie\nMira,"{VALUE}"\n', ruled("Pr\u00e4mie"), id="letters-apart-in-a-table"
        ),
        pytest.param("a.md", f"Name: Mira\nMa\u00df: {VALUE}\n", ruled("Ma\u00df"), id="sharp-s"),
        pytest.param(
            "a.md",
            f"+++\nteam = 1\nsalary = ['base: 1',\n  '{VALUE}',\n]\n[restricted]\nsalary = ['hr']\n+++\nWords.\n",
            None,
            id="toml-list-of-several-lines",
        ),
        pytest.param(
            "a.md",
            f'+++\nrestricted = {{salary = "hr"}}\nsalary = """\nbase:\n\nsum = {VALUE}\n"""\n+++\nWords.\n',
            None,
            id="toml-text-of-several-lines",
        ),
        pytest.param(
            "a.md",
            f'+++\nrestricted = {{salary = "hr"}}\npay = {{salary = """base\n{VALUE}\n"""}}\n+++\nWords.\n',
            None,
            id="toml-text-within-a-table",
        ),
        pytest.param(
            "a.md",
            f'+++\nrestricted = {{salary = "hr"}}\n[pay.salary]\nbase = "{VALUE}"\n+++\nWords.\n',
            None,
            id="toml-table",
        ),
    ],
)
def test_a_restricted_value_is_met_by_its_groups_only(name, data, folders):
    document = read_bytes(name, data, folders=folders)

    assert VALUE in document.text
    assert VALUE not in seen_by(STAFF, document)
    assert VALUE in seen_by(HR, document)


WIDE = ",".join(f"field_{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
LISTED = f"name  salary\nBo    70,100\nMira  {VALUE}\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.md", f"Pay:\n\n```\n{LISTED}```\n", id="fenced"),
        pytest.param("a.md", f"Pay:\n\n```text\nname salary\nMira {VALUE}\n```\n", id="fenced-by-one-space"),
        pytest.param("a.md", f"Pay:\n\n```csv\n{WIDE},salary\n{'x,' * 26}{VALUE}\n```\n", id="fenced-wide-rows"),
        pytest.param(
            "a.md",
            f"Pay:\n\n```\n id | salary\n----+--------\n----+--------\n  1 | {VALUE}\n```\n",
            id="fenced-with-a-drawn-line",
        ),
        pytest.param("a.md", f"Pay:\n\n    name salary\n    Mira {VALUE}\n", id="indented"),
        pytest.param("a.md", f"- Pay:\n\n  ```\n  name salary\n  Mira {VALUE}\n  ```\n", id="fenced-in-a-list"),
        pytest.param("a.md", f"- Pay:\n\n      name salary\n      Mira {VALUE}\n", id="indented-in-a-list"),
        pytest.param("a.md", f"> ```\n> name salary\n> Mira {VALUE}\n> ```\n", id="fenced-in-a-quotation"),
        pytest.param("a.md", f"<pre>\nname salary\nMira {VALUE}\n</pre>\n", id="tag-in-markdown"),
        pytest.param(
            "a.md",
            f"<table>\n<tr><th>name</th><th>salary</th></tr>\n\n<tr><td>Mira</td><td>{VALUE}</td></tr>\n</table>\n",
            id="tagged-table-in-markdown",
        ),
        pytest.param(
            "a.md",
            f"- Pay: <table><tr><td>salary<td><table><tr><td>1</table><td>{VALUE}</table>\n",
            id="tagged-table-in-a-list",
        ),
        pytest.param("a.md", f"name\tsalary\nMira\t{VALUE}\n", id="tabbed-lines-in-markdown"),
        pytest.param("a.ipynb", making.notebook_bytes(f"   name  salary\n0  Mira  {VALUE}\n"), id="printed-frame"),
        pytest.param(
            "a.ipynb", making.notebook_bytes(f"0    {VALUE}\nName: salary, dtype: object\n"), id="printed-column"
        ),
        pytest.param("a.rst", f"Pay::\n\n   name salary\n   Mira {VALUE}\n", id="rst-literal"),
        pytest.param("a.rst", f".. code-block:: text\n\n   name salary\n   Mira {VALUE}\n", id="rst-directive"),
        pytest.param("a.rst", f".. note::\n\n   Pay::\n\n      name salary\n      Mira {VALUE}\n", id="rst-note"),
        pytest.param("a.rst", f">>> pay\n name salary\n Mira {VALUE}\n", id="rst-session"),
        pytest.param("a.html", f"<p>Pay<pre>{LISTED}</pre>", id="html-listing"),
        pytest.param("a.html", f"<ul><li>Pay<pre>name salary\nMira {VALUE}</pre></ul>", id="html-listing-in-a-list"),
        pytest.param(
            "a.html",
            f"<table><tr><td><table><tr><th>name<th>salary<tr><td>Mira<td>{VALUE}</table></table>",
            id="html-table-in-a-frame",
        ),
        pytest.param(
            "a.html",
            f"<table><tr><th>name<th>salary<tr><td>Mira<td><table><tr><td>base<td>{VALUE}</table></table>",
            id="html-table-in-a-restricted-cell",
        ),
        pytest.param("a.html", f"<dl><dt>Salary<dd><ul><li>{VALUE}</ul></dl>", id="html-list-under-a-term"),
        pytest.param(
            "a.docx",
            making.framed_bytes([["base", "bonus"], ["70,000", VALUE]], around="Salary"),
            id="word-table-in-a-restricted-cell",
        ),
        pytest.param(
            "a.docx", making.paragraphs_bytes("name\tsalary", "Bo\t70,100", "All", f"Mira\t{VALUE}"), id="word-tabs"
        ),
        pytest.param("a.docx", making.paragraphs_bytes(f"name\tsalary\nMira\t{VALUE}"), id="word-one-paragraph"),
        pytest.param("a.docx", making.framed_bytes([["name", "salary"], ["Mira", VALUE]]), id="word-table-in-a-cell"),
        pytest.param("a.docx", making.framed_bytes([[f"name\tsalary\nMira\t{VALUE}"]]), id="word-tabs-in-a-frame"),
        pytest.param("a.pptx", making.slide_bytes("name\tsalary", "Bo\t70,100", f"Mira\t{VALUE}"), id="slide-tabs"),
        pytest.param("a.pptx", making.slide_bytes("name   salary", f"Mira   {VALUE}"), id="slide-gaps"),
        pytest.param("a.pptx", making.slide_bytes(f"name\tsalary\vMira\t{VALUE}"), id="slide-one-paragraph"),
        pytest.param("a.pptx", making.slide_bytes("Pay", notes=f"name\tsalary\vMira\t{VALUE}"), id="slide-notes"),
    ],
)
def test_a_restricted_column_of_a_listing_or_of_tabbed_lines_is_met_by_its_groups_only(name, data):
    document = read_bytes(name, data, folders=ruled())

    assert VALUE in document.text
    assert VALUE not in seen_by(STAFF, document)
    assert VALUE in seen_by(HR, document)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.md", f"Pay:\n\n```\n{LISTED}```\n\nStep 1 is to ask.\n", "Step 1 is to ask.", id="below"),
        pytest.param("a.md", f"```\n{LISTED}```\n\n```\nrun 1\n```\n", "run 1", id="the-next-listing"),
        pytest.param(
            "a.md",
            f"<table><tr><th>salary<tr><td>{VALUE}</table>\n\n<table><tr><td>Room 3</table>\n",
            "Room 3",
            id="the-next-tagged-table",
        ),
        pytest.param("a.md", "Salary\n\nStep 1: ask.\n", "Step 1: ask.", id="a-short-paragraph-heads-nothing"),
        pytest.param("a.md", "## Salary bands\n\n```\nrun 1\n```\n", "run 1", id="a-heading-heads-no-listing"),
        pytest.param(
            "a.docx",
            making.paragraphs_bytes("name\tsalary", f"Mira\t{VALUE}", "We are glad of it.", "Room 3"),
            "Room 3",
            id="behind-a-sentence",
        ),
    ],
)
def test_what_stands_beside_a_listing_with_a_restricted_column_stays(name, data, said):
    assert said in seen_by(STAFF, read_bytes(name, data, folders=ruled()))


def test_lines_of_a_slide_keep_their_tabs():
    document = read_bytes("a.pptx", making.slide_bytes("Shop\tLabels", "North\t12"))

    assert "- Shop\tLabels\n- North\t12" in document.text


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        pytest.param(f"# Mira, salary: {VALUE}\n\nShe is in the ML team.\n", ["hr"], id="a-heading-is-cut-for-all"),
        pytest.param(f"Salary: {VALUE}\n", ["board"], id="groups-that-nobody-here-has"),
    ],
)
def test_a_restricted_value_that_nobody_meets(text, groups):
    document = read_bytes("a.md", text, folders=ruled("salary", *groups))

    assert VALUE not in seen_by(STAFF, document)
    assert VALUE not in seen_by(HR, document)
    assert document.hidden


def test_the_words_around_a_restricted_value_stay_for_everybody():
    row = "| Mira | 81,250 | ML |"
    document = read_bytes("a.md", f"{MATTER}| Name | Salary | Team |\n|---|---|---|\n{row}\n")
    plain = [p.text for p in document.passages if p.rule.allows(STAFF)]

    assert any("Mira" in text for text in plain)
    assert any("ML" in text for text in plain)
    assert [p.rule for p in document.passages if VALUE in p.text] == [rule_for("everyone").narrowed(frozenset({"hr"}))]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.txt", "Our salary policy is reviewed by the\nboard each year in May.\n", id="sentence"),
        pytest.param(
            "a.pdf",
            making.pdf_bytes(["Salary Bands 2026", "We pay everybody within the bands that are", "agreed each May."]),
            id="heading",
        ),
        pytest.param("a.txt", "Name Mira\n- Salary talks\n- Team\n\nSalary is a word.\n", id="items"),
        pytest.param("a.html", "<table><tr><th>Name<th>Salary<tr><td>Salary</table>", id="the-name-once-more"),
    ],
)
def test_words_that_only_speak_of_a_restricted_field_stay(name, data):
    document = read_bytes(name, data, folders=ruled())

    assert not document.hidden


def test_what_stands_beside_a_restricted_value_in_toml_stays():
    matter = 'restricted = {salary = "hr"}\nsalary = ["base",\n"81,250"]\nteam = "ML"\n[pay]\nday = 3\n'
    text = f"+++\n{matter}+++\nWords.\n"
    shown = view_of(STAFF, read_bytes("a.md", text))

    assert 'team = "ML"\n[pay]\nday = 3\n+++\nWords.' in shown
    assert "81,250" not in shown


def test_what_stands_above_a_restricted_table_in_toml_stays():
    matter = 'restricted = {pay = "hr"}\nteam = "ML"\n[pay]\n# by month\nana = "81,250"\n\n[links]\nhome = "x"\n'
    shown = view_of(STAFF, read_bytes("a.md", f"+++\n{matter}+++\nWords.\n"))

    assert 'team = "ML"' in shown
    assert "81,250" not in shown
    assert "by month" not in shown


def test_values_of_more_lines_than_can_be_told_apart_close_the_document():
    rows = "".join(f'["a", {n}],\n' for n in range(3_000))
    document = read_bytes("a.md", f'+++\nrestricted = {{pay = "hr"}}\nrows = [\n{rows}]\n+++\nWords.\n')

    assert document.metadata.rule == NOBODY
    assert "too many to be told apart" in " ".join(document.metadata.problems)


def test_the_rows_above_and_the_cells_beside_a_restricted_column_stay():
    rows = [["Payroll 2026", None, None], ["name", "salary", "team"], ["Mira", VALUE, "ML"]]
    shown = view_of(STAFF, read_bytes("a.xlsx", making.xlsx_bytes(rows), folders=ruled()))

    assert "| Payroll 2026 |  |  |\n| name | salary | team |\n| Mira | ██████ | ML |" in shown


@pytest.mark.parametrize(
    ("name", "data", "folders", "told"),
    [
        pytest.param("a.md", f"{MATTER}Pay: {VALUE}\n", None, ["salary"], id="it-names-the-field-itself"),
        pytest.param("a.csv", f'name,pay\nMira,"{VALUE}"\n', ruled("Sal ary"), ["Sal ary"], id="a-table"),
        pytest.param("a.md", f"Her salary is {VALUE}.\n", ruled(), ["salary"], id="it-speaks-of-it"),
        pytest.param("a.md", "Die Pra\u0308mie ist hoch.\n", ruled("Pr\u00e4mie"), ["Pr\u00e4mie"], id="letters-apart"),
        pytest.param("a.txt", "Lunch is at noon.\n", ruled(), [], id="its-folder-does"),
        pytest.param("a.md", f"{MATTER}Salary: {VALUE}\n", None, [], id="found"),
    ],
)
def test_a_restricted_field_of_which_no_value_was_found_is_told(name, data, folders, told):
    problems = read_bytes(name, data, folders=folders).metadata.problems

    assert [one.split("'")[1] for one in problems if "no value of it was found" in one] == told


def test_two_restricted_fields_open_one_by_one():
    table = "| Name | Salary | Illness |\n|---|---|---|\n| Mira | 81,250 | influenza |\n"
    matter = "---\nrestricted: {salary: [hr], illness: [doctor]}\n---\n"
    document = read_bytes("a.md", matter + table)
    doctor = Principal("dora", frozenset({"doctor"}))
    both = Principal("zoe", frozenset({"doctor", "hr"}))

    assert "81,250" in seen_by(HR, document)
    assert "influenza" not in seen_by(HR, document)
    assert "influenza" in seen_by(doctor, document)
    assert "81,250" not in seen_by(doctor, document)
    assert any("81,250" in p.text and "influenza" in p.text for p in document.passages if p.rule.allows(both))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"## Salary\n\nIn euros.\n\n### Bonus\n\nIt is {VALUE} a year.\n", id="a-section-in-a-section"),
        pytest.param(f"## Bonus\n\nSalary: {VALUE}\n", id="a-field-in-a-section"),
    ],
)
def test_a_value_that_two_fields_claim_is_for_those_who_may_see_both(text):
    document = read_bytes("a.md", "---\nrestricted: {salary: [hr], bonus: [board]}\n---\n" + text)
    board = Principal("kim", frozenset({"board"}))
    both = Principal("zoe", frozenset({"board", "hr"}))

    assert VALUE not in seen_by(HR, document)
    assert VALUE not in seen_by(board, document)
    assert VALUE in seen_by(both, document)
    assert VALUE in view_of(both, document)
    assert all(VALUE not in view_of(one, document) for one in (HR, board))


@pytest.mark.parametrize(
    ("restricted", "groups"),
    [
        pytest.param("{manager.salary: [board], employee.salary: [hr]}", {"board", "hr"}, id="dotted-names"),
        pytest.param("{pay/salary: [hr], salary: [board, hr]}", {"hr"}, id="a-path-and-a-name"),
        pytest.param("{Salary: [board, hr], sal_ary: [staff, board]}", {"board"}, id="spelt-twice"),
    ],
)
def test_fields_of_one_name_open_to_those_who_may_see_each(restricted, groups):
    document = read_bytes("a.md", f"---\nrestricted: {restricted}\n---\nSalary: {VALUE}\n")
    some = [{"hr"}, {"board"}, {"staff"}, {"hr", "board"}]

    assert VALUE in seen_by(Principal("zoe", frozenset(groups)), document)
    assert all(VALUE not in seen_by(Principal("p", frozenset(one)), document) for one in some if not groups <= one)


@pytest.mark.parametrize(
    ("declared", "groups"),
    [
        pytest.param("{salary: [hr, staff]}", ("hr",), id="wider"),
        pytest.param("{Sal ary: hr}", ("hr",), id="narrower-in-another-spelling"),
        pytest.param("{salary: [staff]}", (), id="others"),
        pytest.param("{salary: 3}", (), id="unreadable"),
    ],
)
def test_a_document_never_opens_a_field_that_its_folder_closed(declared, groups):
    folders = ruled("Salary", "hr", "board")
    document = read_bytes("a.md", f"---\nrestricted: {declared}\n---\nSalary: {VALUE}\n", folders=folders)

    assert {one.groups for one in document.hidden} == {groups}
    assert list(document.metadata.restricted.values()) == [groups]
    assert any("visible to nobody" in problem for problem in document.metadata.problems) == (groups == ())


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        pytest.param(
            f"She earns {VALUE} a year.\n", {"She earns": (False, True), "a year.": (True, False)}, id="inside"
        ),
        pytest.param(
            f"She earns\n{VALUE}\na year.\n", {"She earns": (False, True), "a year.": (True, False)}, id="wrapped"
        ),
        pytest.param(
            f"She bakes.\n{VALUE} is it.\n", {"She bakes.": (False, False), "is it.": (True, False)}, id="next"
        ),
        pytest.param(
            f"She earns {VALUE}\n\nwhole.\n", {"She earns": (False, True), "whole.": (False, False)}, id="apart"
        ),
        pytest.param(
            f"Pay {VALUE}\nteam: ML\n", {"Pay": (False, True), "team: ML": (False, False)}, id="line-of-its-own"
        ),
    ],
)
def test_a_passage_knows_where_a_statement_of_it_was_cut(text, torn):
    document = read_bytes("a.md", f"{MATTER}Salary: {VALUE}\n\n## More\n\n{text}")
    plain = {p.text: p.torn for p in document.passages if p.rule.allows(STAFF) and "More" in p.section}
    whole = [p.torn for p in document.passages if p.rule.allows(HR) and not p.rule.allows(STAFF)]

    assert plain == torn
    assert set(whole) == {(False, False)}


def test_unreadable_groups_open_a_field_to_nobody():
    document = read_bytes("a.md", f"---\nrestricted: {{salary: }}\n---\nSalary: {VALUE}\n\nTeam: ML\n")

    assert VALUE not in seen_by(HR, document)
    assert "Team: ML" in seen_by(STAFF, document)
    assert any("visible to nobody" in problem for problem in document.metadata.problems)


CELL = st.text(alphabet="abcdefgh XYZ019-", min_size=1, max_size=30).map(str.strip).filter(bool)
SECRET = st.from_regex(r"[1-9][0-9]{2},[0-9]{3}", fullmatch=True)
NAME = st.sampled_from(["Salary", "SALARY", "sal_ary", " salary ", "Salary (EUR)", "**Salary**"])


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(CELL, SECRET, CELL), min_size=1, max_size=12),
    name=NAME,
    form=st.sampled_from(["md", "csv", "lines", "yaml"]),
)
def test_no_slice_with_the_plain_rule_overlaps_a_restricted_value(rows, name, form):
    if form == "md":
        lines = [f"| Who | {name} | What |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    elif form == "csv":
        lines = [f"who,{name.strip('*')},what", *(f'{a},"{b}",{c}' for a, b, c in rows)]
    elif form == "lines":
        lines = [f"{a}\n{name.strip()}: {b}\n{c}\n" for a, b, c in rows]
    else:
        lines = [
            "---",
            *(f'k{n}: {{"{name.strip("* ")}": "{b}"}}' for n, (_, b, _) in enumerate(rows)),
            "---",
            "Words.",
        ]
    suffix = {"csv": "csv"}.get(form, "md")
    document = read_bytes(f"a.{suffix}", "\n".join(lines), folders=ruled())

    values = {b for _, b, _ in rows}
    plain = [p for p in document.passages if p.rule == document.metadata.rule]
    for passage in plain:
        assert not any(one.start < passage.end and passage.start < one.end for one in document.hidden)
    assert not any(value in seen_by(STAFF, document) for value in values)
    assert all(value in seen_by(HR, document) for value in values)
    assert all(p.text == document.text[p.start : p.end] for p in document.passages)
    assert len({p.id for p in document.passages}) == len(document.passages)
    assert {m.group() for m in re.finditer(r"\d{3},\d{3}", document.text)} >= values
