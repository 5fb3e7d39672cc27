"""Real small files of every kind, and the short way to read one in this process."""

import io
import json
import re
import zipfile
from pathlib import Path

from plainspoken.ingest.counting import WINDOW, WordCounter
from plainspoken.ingest.declared import Declared, from_folders
from plainspoken.ingest.formats import Source
from plainspoken.ingest.reading import read


def count_words(text):
    """Count tokens as a simple encoder might: words and marks, and two of its own."""
    return len(re.findall(r"\w{1,6}|[^\w\s]", text)) + 2


def read_bytes(name, data, *, access=("everyone",), folders=None, root="corpus", users=b"", window=WINDOW):  # noqa: PLR0913
    """Return the document of one file's bytes."""
    data = data.encode() if isinstance(data, str) else data
    source = Source(data, name, f"/somewhere/{name}", root, "demo", folders or Declared(), access, users)
    return read(source, count=WordCounter(count_words, window))


def read_file(path: Path, root: Path):
    """Return the document of a file on disk, its folders' declarations included."""
    source = Source(
        path.read_bytes(), path.relative_to(root).as_posix(), str(path), root.name, "demo",
        from_folders(path, root), ("everyone",),
    )  # fmt: skip
    return read(source, count=WordCounter(count_words))


def docx_bytes():
    import docx

    document = docx.Document()
    document.add_heading("Churn runbook", 0)
    document.add_heading("When it breaks", 1)
    document.add_paragraph("Call the person on duty before you restart anything.")
    document.add_paragraph("Stop the scheduler", style="List Bullet")
    document.add_paragraph("Restore the last snapshot", style="List Bullet")
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ("Name", "Role", "Salary"), strict=True):
        cell.text = words
    for cell, words in zip(table.rows[1].cells, ("Mira", "engineer", "81,250"), strict=True):
        cell.text = words
    return _saved(document)


def paragraphs_bytes(*paragraphs):
    """Return a Word document of plain paragraphs."""
    import docx

    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    return _saved(document)


def framed_bytes(rows, around=""):
    """Return a Word document with a table within the second cell of a table, whose first cell says ``around``."""
    import docx

    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = around
    inner = outer.cell(0, 1).add_table(rows=len(rows), cols=len(rows[0]))
    for row, words in zip(inner.rows, rows, strict=True):
        for cell, said in zip(row.cells, words, strict=True):
            cell.text = said
    return _saved(document)


def word_bytes(body, footnotes=""):
    """Return a Word document with this body, and these footnotes, in its own XML."""
    import docx
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = docx.Document()
    for element in reversed(parse_xml(f"<w:body {space}>{body}</w:body>")):
        document.element.body.insert(0, element)
    if footnotes:
        blob = f"<w:footnotes {space}>{footnotes}</w:footnotes>".encode()
        name = PackURI("/word/footnotes.xml")
        part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return _saved(document)


def slide_bytes(*paragraphs, notes=""):
    """Return one slide with a text box of these paragraphs."""
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(4)).text_frame
    box.text = "\n".join(paragraphs)
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return _saved(deck)


def pptx_bytes():
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    for number, title in enumerate(("Where we stand", "What comes next"), start=1):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"First point of slide {number}\nSecond point"
        slide.notes_slide.notes_text_frame.text = f"Say it slowly on slide {number}."
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    for place, words in {(0, 0): "Metric", (0, 1): "Value", (1, 0): "WAPE", (1, 1): "11.2 %"}.items():
        table.cell(*place).text = words
    return _saved(deck)


def xlsx_bytes(rows, title="Weekly"):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return _saved(book)


def pdf_bytes(*pages):
    """Return a PDF whose pages hold these lines; an empty page has no text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " T* ".join(f"({line}) Tj" for line in lines)
        content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET" if lines else ""
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R {resources} >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def encrypted_pdf_bytes(opens="open sesame", algorithm="AES-256"):
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_bytes(["Nothing to see"])))
    writer.encrypt(opens, "owner", algorithm=algorithm)
    return _written(writer)


def notebook_bytes(printed="0.173\n"):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Demand baseline\n", "\n", "Last week's sales."]},
        {"cell_type": "code", "metadata": {}, "source": "print(wape)", "execution_count": 1,
         "outputs": [{"output_type": "stream", "name": "stdout", "text": [printed]}]},
    ]  # fmt: skip
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    ).encode()


def zip_bytes(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def zip_bomb_bytes():
    return zip_bytes({"[Content_Types].xml": "<Types/>", "word/document.xml": b"\0" * 30_000_000})


def billion_laughs_bytes():
    bomb = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w>&b;</w>'
    return zip_bytes({"[Content_Types].xml": "<Types/>", "word/document.xml": bomb})


def _saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
