"""Bytes in an old encoding are read as what their writer wrote."""

import pytest

from plainspoken.ingest.decoding import decode

WORDS = [
    pytest.param("latin-1", "Café: déjà vu, là où ça coince à Noël.", id="french"),
    pytest.param("latin-1", "Le modèle a coûté 5 euros en août.", id="french-with-circumflex-u"),
    pytest.param("latin-1", "Die Größe beträgt 12 m². Übermäßig schön.", id="german"),
    pytest.param("latin-1", "El niño añadió 3 páginas; ¿qué pasó?", id="spanish"),
    pytest.param("latin-1", "As previsões não são boas.", id="portuguese"),
    pytest.param("latin-1", "Blåbærgrød på øen er sød. Ærø.", id="danish"),
    pytest.param("latin-1", "Þetta er líkan sem var þjálfað.", id="icelandic"),
    pytest.param("latin-1", "price: £5 and 20°C", id="english-pound"),
    pytest.param("latin-1", "über", id="one-word"),
    pytest.param("cp1252", "It’s “fine” – 12 % of œuvres.", id="curly-quotes"),
    pytest.param("cp1250", "Model został wytrenowany w środę przez zespół w Łodzi.", id="polish"),
    pytest.param("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy.", id="czech"),
    pytest.param("cp1250", "A modell hűvös őszi napon készült.", id="hungarian"),
    pytest.param("cp1250", "Točnost je veća, greška manja. Žarko će doći.", id="croatian"),
    pytest.param("cp1250", "A fost reantrenat şi evaluat în oraşul Iaşi, fără erori.", id="romanian"),
    pytest.param("cp1251", "Модель была переобучена в среду. Отчёт готов.", id="russian"),
    pytest.param("koi8_r", "Модель была переобучена в среду. Отчёт готов.", id="russian-koi8"),
    pytest.param("shift_jis", "このモデルは水曜日に再学習されました。", id="japanese"),
    pytest.param("gb18030", "该模型在周三重新训练。报告已完成。", id="chinese"),
]


@pytest.mark.parametrize(("encoding", "words"), WORDS)
def test_a_file_in_an_old_encoding_reads_as_written_and_the_encoding_is_told(encoding, words):
    text, notes = decode(words.encode(encoding))

    assert text == words
    assert len(notes) == 1
    assert notes[0].startswith("not UTF-8: read as ")
