"""The runner that holds matching against annotated sentences: its gold, counts and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_tools.languages import language
from corpus_tools.terms.matching import matcher
from tests.bench import places
from tests.bench.places import APART, Sentence, dictionary, read_lexicon
from tests.corpora import write_json

Printed = pytest.CaptureFixture[str]
LEXICON_HY = "Շուշի\t\tplace\nԼեռնային Ղարաբաղ\t\tpolity\nԱնի\n"
LEXICON_AZ = "Şuşa\t\tplace\nDağlıq Qarabağ\t\tpolity\nQarabağ\n"


def token(number: str, form: str, lemma: str = "_", misc: str = "_") -> str:
    return "\t".join((number, form, lemma, *"______", misc))


def conllu(text: str, *lines: str) -> str:
    return "\n".join((f"# text = {text}", *lines, "", ""))


FOUND = conllu(
    "Գնացքը մեկնեց Շուշիից, հետո Լեռնային Ղարաբաղից։",
    token("1", "Գնացքը", "գնացք"),
    token("2", "մեկնեց", "մեկնել"),
    token("3", "Շուշիից", "Շուշի", "SpaceAfter=No"),
    token("4", ",", ","),
    token("5", "հետո", "հետո"),
    token("6", "Լեռնային", "լեռնային"),
    token("7", "Ղարաբաղից", "Ղարաբաղ", "Case=x|SpaceAfter=No"),
    token("8", "։", "։"),
)
MISSED = conllu(
    "Շուշենց ճամփան",
    token("1", "Շուշենց", "Շուշի"),
    token("2", "ճամփան", "ճամփա"),
)
WRONG = conllu("Անին երգեց", token("1", "Անին", "Անին"), token("2", "երգեց", "երգել"))
PARTS = conllu(
    "«Շուշին» ու Շուշի՞ն",
    token("1", "«", "«", "SpaceAfter=No"),
    token("2-3", "Շուշին", "_", "SpaceAfter=No"),
    token("2", "Շուշի", "Շուշի"),
    token("3", "ն", "ն"),
    token("4", "»", "»"),
    token("4.1", "եկավ", "Շուշի"),
    token("5", "ու", "ու"),
    token("6-7", "Շուշի՞ն"),
    token("6", "Շուշին", "ՇՈՒՇԻ"),
    token("7", "՞", "՞"),
)


def sentences(
    folder: Path, text: str, lexicon: str = LEXICON_HY, tag: str = "hy"
) -> list[Sentence]:
    """Return what is read of a CoNLL-U file with a text."""
    path, forms = folder / "a.conllu", folder / "lexicon.txt"
    path.write_text(text, "utf-8")
    forms.write_text(lexicon, "utf-8")
    rows = dictionary(read_lexicon(forms, tag), tag)
    return list(places.read_conllu(path, rows, language(tag)))


def surfaces(sentence: Sentence) -> list[tuple[str, str]]:
    return [(sentence.text[start:end], row) for (start, end), row in sentence.gold.items()]


def run(folder: Path, lexicon: Path, tag: str, show: int = 0) -> None:
    places.main([str(folder), "--language", tag, "--lexicon", str(lexicon), "--show", str(show)])


def table(shown: str) -> dict[str, list[int]]:
    """Return the counts of each row of what was printed."""
    lines = [line for line in shown.splitlines()[2:] if not line.startswith(("missed ", "wrong "))]
    return {line[:16].strip(): [int(cell) for cell in line[16:66].split()] for line in lines}


def test_offsets_heed_close_tokens(tmp_path: Path) -> None:
    (sentence,) = sentences(tmp_path, FOUND)
    assert sentence.gold == {(14, 21): "place", (28, 46): "polity"}
    assert surfaces(sentence) == [("Շուշիից", "place"), ("Լեռնային Ղարաբաղից", "polity")]


def test_a_word_of_a_multi_word_token_marks_all_of_it(tmp_path: Path) -> None:
    (sentence,) = sentences(tmp_path, PARTS)
    assert sentence.gold == {(1, 7): "place", (12, 19): "place"}
    assert surfaces(sentence) == [("Շուշին", "place"), ("Շուշի՞ն", "place")]


def test_the_longest_sequence_counts_and_hyphens_are_spaces(tmp_path: Path) -> None:
    text = conllu(
        "Dağlıq - Qarabağda",
        token("1", "Dağlıq", "dağlıq"),
        token("2", "-", "-"),
        token("3", "Qarabağda", "Qarabağ"),
    )
    (sentence,) = sentences(tmp_path, text, LEXICON_AZ, "az")
    assert sentence.gold == {(0, 18): "polity"}


def test_a_form_of_two_categories_counts_in_both_at_once(tmp_path: Path) -> None:
    (_, sentence) = sentences(tmp_path, FOUND + MISSED, f"{LEXICON_HY}Շուշի\t\tactor\n")
    assert surfaces(sentence) == [("Շուշենց", "actor+place")]


def test_names_of_a_tsv_file_are_located_left_to_right(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("Şuşadan Şuşa və Şuşadan\tŞuşa|Şuşadan\nHeç nə\t\n\n", "utf-8")
    first, second = places.read_tsv(path, {("şuşa",): "place"})
    assert first.gold == {(8, 12): "place", (16, 23): "place"}
    assert (second.text, second.gold) == ("Heç nə", {})


def test_punctuation_at_the_ends_does_not_count(tmp_path: Path) -> None:
    text = conllu("Տես Շուշիից։", token("1", "Տես", "տես"), token("2", "Շուշիից։", "Շուշի"))
    (sentence,) = sentences(tmp_path, text)
    search = matcher(read_lexicon(tmp_path / "lexicon.txt", "hy"), "hy")
    assert [(one.result, one.span) for one in places.outcomes(sentence, search)] == [
        ("found", (4, 12))
    ]


def test_armenian_counts_are_exact(tmp_path: Path, capsys: Printed) -> None:
    sentences(tmp_path, FOUND + MISSED + WRONG + PARTS)
    run(tmp_path, tmp_path / "lexicon.txt", "hy", show=1)
    shown = capsys.readouterr().out
    assert table(shown) == {
        "place": [4, 4, 3, 1, 1],
        "polity": [1, 1, 1, 0, 0],
        "all": [4, 5, 4, 1, 1],
        APART: [0, 0, 0, 0, 0],
    }
    assert shown.startswith("4 sentences read")
    (total,) = (line for line in shown.splitlines() if line.startswith("all "))
    assert total.split()[6:] == ["80.00%", "[37.55%–96.38%]"] * 2
    assert shown.splitlines()[-2:] == [
        "missed a.conllu:11 (place): [[Շուշենց]] ճամփան",
        "wrong a.conllu:15 (place): [[Անին]] երգեց",
    ]


def test_azerbaijani_names_of_a_tsv_file_are_unsaid(tmp_path: Path, capsys: Printed) -> None:
    lexicon = tmp_path / "lexicon.txt"
    lexicon.write_text(LEXICON_AZ, "utf-8")
    lines = (
        "Qatar Şuşadan çıxdı, Dağlıq Qarabağa getdi\tŞuşadan|Dağlıq Qarabağa",
        "Şuşalızadə şəhərdən yazdı\tŞuşalızadə",
        "Rəssam Şuşa Həsənova gəldi\t",
        "Yol bağlıdır\t",
    )
    (tmp_path / "a.tsv").write_text("\n".join(lines), "utf-8")
    run(tmp_path, lexicon, "az", show=5)
    shown = capsys.readouterr().out
    assert table(shown)["unsaid"] == table(shown)["all"] == [3, 3, 2, 1, 1]
    assert shown.splitlines()[-2:] == [
        "missed a.tsv:2 (unsaid): [[Şuşalızadə]] şəhərdən yazdı",
        "wrong a.tsv:3 (unsaid): Rəssam [[Şuşa]] Həsənova gəldi",
    ]
    lexicon.write_text("Şuşa\n", "utf-8")
    run(tmp_path, lexicon, "az")
    place = capsys.readouterr().out.splitlines()[2].split()
    assert place == ["place", *"33121", "50.00%", "[9.45%–90.55%]", "33.33%", "[6.15%–79.23%]"]


def test_other_bounds_are_one_missed_and_one_wrong(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "lexicon.txt").write_text("Şuşa\n", "utf-8")
    (tmp_path / "a.tsv").write_text("Şuşa şəhərindən\tŞuşa şəhərindən\n", "utf-8")
    run(tmp_path, tmp_path / "lexicon.txt", "az")
    assert table(capsys.readouterr().out)["all"] == [1, 1, 0, 1, 1]


def test_forms_that_need_context_are_counted_apart(tmp_path: Path, capsys: Printed) -> None:
    for name, text, apart in (("shusha", "Şuşa", False), ("river", "Araz", True)):
        form = {"text": text, "language": "az", **({"needs_context": True} if apart else {})}
        claim = {"perspectives": ["third-party"], "confidence": "low", "sources": []}
        variant = {"id": name, "claims": [claim], "forms": [form]}
        doc = {"id": name, "category": "place", "gloss": {"en": "A."}, "variants": [variant]}
        write_json(tmp_path / "lexicon" / f"{name}.json", doc)
    (tmp_path / "a.tsv").write_text("Şuşadan Araza\tŞuşadan|Araza\nAraz\t\n", "utf-8")
    (tmp_path / "a.conllu").write_text(conllu("Arazda", token("1", "Arazda", "Araz")), "utf-8")
    run(tmp_path, tmp_path / "lexicon", "az")
    counts = table(capsys.readouterr().out)
    assert counts == {"place": [1, 1, 1, 0, 0], "all": [1, 1, 1, 0, 0], APART: [3, 2, 2, 0, 1]}


def test_what_is_shown_cannot_steer_a_terminal(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "lexicon.txt").write_text("Şuşa\t\tpl\x1bace\n", "utf-8")
    (tmp_path / "a.tsv").write_text("Şuşa \x1b[31m\u202e\t\n", "utf-8")
    run(tmp_path, tmp_path / "lexicon.txt", "az", show=1)
    shown = capsys.readouterr().out
    assert "[[Şuşa]] \\u{1b}[31m\\u{202e}" in shown
    assert "\x1b" not in shown


# ------------------------------------------------------------------ refusals

BROKEN: dict[str, tuple[str, str | bytes, str]] = {
    "columns": ("a.conllu", "# text = A\n1\tA\n", "a.conllu:2: not ten CoNLL-U columns"),
    "id": ("a.conllu", conllu("A", token("x", "A")), "a.conllu:2: not ten CoNLL-U columns"),
    "no text": ("a.conllu", token("1", "A"), "a.conllu:1: “# text” has no “A” here"),
    "apart": (
        "a.conllu",
        conllu("A B", token("1", "A", "A", "SpaceAfter=No"), token("2", "B")),
        "a.conllu:3: “# text” has no “B” here",
    ),
    "more text": ("a.conllu", conllu("A B", token("1", "A")), "a.conllu:2: “# text” goes on"),
    "not UTF-8": ("a.conllu", b"# text = \xff\n", "a.conllu is not UTF-8: byte 9"),
    "no tab": ("a.tsv", "Şuşadan\n", "a.tsv:1: not sentence, tab, names"),
    "no such name": ("a.tsv", "\nŞuşa Araz\tAraz|Şuşa\n", "a.tsv:2: the rest of the sentence"),
    "empty name": ("a.tsv", "Şuşa\tŞuşa|\n", "a.tsv:1: the rest of the sentence has no “”"),
    "no sentence": ("a.tsv", "\n", "no sentences in"),
    "no file": ("readme.txt", "", "no sentences in"),
    "no forms": ("lexicon.txt", "", "the lexicon has no forms in az"),
    "cells": ("lexicon.txt", "a\tb\tc\td\n", "lexicon.txt:1: expected form, class, category"),
    "no word": ("lexicon.txt", "Şuşa\n-\t\n", "lexicon.txt:2: expected form, class, category"),
    "class": ("lexicon.txt", "Şuşa\tnonsense\n", "no inflection class 'nonsense'"),
}


def refusal(folder: Path, lexicon: Path, capsys: Printed) -> str:
    """Return the one line with which a run ends."""
    with pytest.raises(SystemExit) as stopped:
        run(folder, lexicon, "az")
    written = capsys.readouterr()
    assert (stopped.value.code, written.out) == (2, "")
    assert written.err.count("\n") == 1 and written.err.endswith("\n")
    return written.err


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_one_line(case: str, tmp_path: Path, capsys: Printed) -> None:
    name, content, said = BROKEN[case]
    (tmp_path / "lexicon.txt").write_text(LEXICON_AZ, "utf-8")
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert said in refusal(tmp_path, tmp_path / "lexicon.txt", capsys)


def test_what_is_not_there_is_one_line(tmp_path: Path, capsys: Printed) -> None:
    assert "No such file" in refusal(tmp_path, tmp_path / "none.tsv", capsys)
    (tmp_path / "lexicon.txt").write_text(LEXICON_AZ, "utf-8")
    assert "no sentences in" in refusal(tmp_path / "none", tmp_path / "lexicon.txt", capsys)
    write_json(tmp_path / "concepts" / "a.json", {"id": "a"})
    assert "a.json: " in refusal(tmp_path, tmp_path / "concepts", capsys)
