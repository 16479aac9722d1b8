"""The table of rules: what each checks, why, and what to do. Codes are never reused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning")
"""Worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `what` must hold, `why`, and a `bad` and a `good` example."""

    severity: Severity
    what: str
    why: str
    bad: str
    good: str


def _error(what: str, why: str, bad: str, good: str) -> Rule:
    return Rule(severity="error", what=what, why=why, bad=bad, good=good)


def _warning(what: str, why: str, bad: str, good: str) -> Rule:
    return Rule(severity="warning", what=what, why=why, bad=bad, good=good)


RULES: dict[str, Rule] = {
    # ---- CT0xx: files and encoding
    "CT001": _error(
        "Every file is a regular file that can be read.",
        "Links, pipes and devices can lead outside the corpus or never end.",
        "articles/x/2022/a.json -> /etc/hostname",
        "articles/x/2022/a.json, a file of its own",
    ),
    "CT002": _error(
        "A document is at most 4 MiB, and of at most 250,000 values.",
        "No news article is that long; a limit keeps checks fast for everyone.",
        "a 9 MiB article",
        "a 6 KiB article",
    ),
    "CT003": _error(
        "Files are UTF-8.",
        "Any other encoding turns letters into other letters without a word.",
        "a file saved as UTF-16 or Windows-1252",
        "the same file saved as UTF-8",
    ),
    "CT004": _error(
        "Files begin without a byte order mark.",
        "JSON does not allow one (RFC 8259) and many readers stop at it.",
        "EF BB BF {",
        "{",
    ),
    "CT005": _error(
        "Files are JSON; shards hold one JSON object on each line.",
        "What cannot be parsed cannot be checked.",
        '{"id": "a" "title": "b"}',
        '{"id": "a", "title": "b"}',
    ),
    "CT006": _error(
        "No key appears twice in one object.",
        "A reviewer sees one value, a parser keeps the other.",
        '{"license": "CC0-1.0", "license": "MIT"}',
        '{"license": "CC0-1.0"}',
    ),
    "CT007": _error(
        "Numbers are JSON numbers of ordinary size.",
        "NaN and Infinity are not JSON; huge numbers change their value when read.",
        '{"start": NaN}',
        '{"start": 4}',
    ),
    "CT008": _error(
        "Text holds no half of a surrogate pair.",
        "Half a pair is no character and cannot be stored as UTF-8.",
        '"\\ud83d"',
        '"\\ud83d\\udc4d"',
    ),
    "CT009": _error(
        "Objects and lists nest at most 32 deep.",
        "Deep nesting serves only to break parsers.",
        "[[[[ … 500 deep",
        '{"related": [{"title": "…"}]}',
    ),
    "CT010": _error(
        "A corpus holds only the files that its layout names.",
        "A file that nobody reads looks published and is not.",
        "articles/sample-gazette/2022/a.json.bak",
        "articles/sample-gazette/2022/a.json",
    ),
    "CT011": _error(
        "Compressed shards decompress to their end.",
        "A damaged shard loses articles.",
        "a .jsonl.gz cut short in transfer",
        "the whole .jsonl.gz",
    ),
    "CT012": _error(
        "A file has the name and place that its content says.",
        "Articles are found by path; a wrong one hides them.",
        'articles/a/2021/x.json with "id": "y"',
        'articles/a/2022/y.json with "id": "y", "outlet": "a", "published": "2022-…"',
    ),
    "CT013": _error(
        "A shard holds articles, not thousands of empty or broken lines.",
        "Few bytes unpack to endless lines; a limit keeps checks fast for everyone.",
        "a .jsonl.gz of ten million lines {}",
        "a shard of which every line is an article",
    ),
    # ---- CT1xx: schema
    "CT101": _error(
        "Required properties are present.",
        "Without them the article cannot be attributed, dated or published.",
        '{"id": "a"}',
        '{"id": "a", "outlet": "sample-gazette", …}',
    ),
    "CT102": _error(
        "Only properties of the schema are used.",
        "A misspelt property would be lost in silence.",
        '{"licence": "CC0-1.0"}',
        '{"license": "CC0-1.0"}',
    ),
    "CT103": _error(
        "Values have the type that the schema says.",
        "Columns have one type for every row.",
        '{"id": 20240001}',
        '{"id": "sample-gazette-2024-0001"}',
    ),
    "CT104": _error(
        "Values have the form that the schema says.",
        "Ids become file names, and dates are compared.",
        '{"published": "27.03.2022"}',
        '{"published": "2022-03-27"}',
    ),
    "CT105": _error(
        "Values of closed lists are on the list.",
        "Each word on a list has one defined meaning.",
        '{"origin": "copied"}',
        '{"origin": "syndicated"}',
    ),
    "CT106": _error(
        "Lengths and numbers are within their limits, and lists repeat nothing.",
        "Empty or endless values carry no information.",
        '{"title": ""}',
        '{"title": "Village council meets"}',
    ),
    "CT107": _error(
        "Properties that exclude each other do not stand together.",
        "An article holds its text, or hashes of it, not both.",
        '{"title": "…", "text_sha256": {…}}',
        '{"title": "…", "body": "…"}',
    ),
    "CT108": _warning(
        "A time of day has its UTC offset.",
        "Without one, the day may be another day elsewhere.",
        '{"published": "2022-03-27T00:30:00"}',
        '{"published": "2022-03-27T00:30:00+04:00"}',
    ),
    "CT109": _error(
        "No date is in the future, and an article is not published after it was retrieved.",
        "A wrong year moves an article to the other end of every timeline.",
        '{"published": "2033-03-27"} in a commit of 2024',
        '{"published": "2023-03-27"}',
    ),
    "CT110": _warning(
        "Times are as fine as outlets print them: no fractions of a second.",
        "Fractions come from the clock of a program, which is not the time of publication.",
        '{"published": "2022-03-27T18:30:00.123+04:00"}',
        '{"published": "2022-03-27T18:30:00+04:00"}',
    ),
    "CT111": _error(
        "A URL names a host of the public internet, without user name or password.",
        "Nobody else can follow the others, and what is published is no secret any more.",
        '{"url": "http://me:secret@192.168.0.7/news"}',
        '{"url": "https://news.example/2022/03/27/village"}',
    ),
    "CT112": _warning(
        "The letters of each part of a host belong to one script.",
        "Look-alike letters lead to a host that only looks like the outlet's.",
        '{"url": "https://xn--pple-43d.example/"} with a Cyrillic а',
        '{"url": "https://apple.example/"}',
    ),
    "CT113": _error(
        "A period ends on the day it begins, or later.",
        "An assessment that ends first never holds, and its outlet has no side.",
        '{"from": "2024-05-20", "to": "2024-05-06"}',
        '{"from": "2024-05-06", "to": "2024-05-20"}',
    ),
    "CT114": _warning(
        "An article is not modified before it is published.",
        "One of the two dates is wrong, and published decides where an article stands.",
        '{"published": "2022-03-27", "modified": "2022-02-27"}',
        '{"published": "2022-03-27", "modified": "2022-03-28"}',
    ),
    # ---- CT2xx: text
    "CT201": _error(
        "Text holds no control characters (a body may have line feeds and tabs).",
        "They move cursors, hide words and end strings early.",
        '"Head\\u001b[2Jline"',
        '"Headline"',
    ),
    "CT202": _error(
        "Text holds no noncharacters and no invisible tag characters.",
        "They mean nothing to readers and can smuggle text past them.",
        '"word\\udb40\\udc41"',
        '"word"',
    ),
    "CT203": _error(
        "Title and body hold words.",
        "An article of spaces and marks has no text.",
        '"\\u00a0\\u200b"',
        '"The council met."',
    ),
    "CT204": _error(
        "Every bidirectional override is closed in its own paragraph.",
        "An open one reverses what reviewers see after it.",
        '"\\u202e reversed"',
        '"plain"',
    ),
    "CT205": _warning(
        "Text needs no bidirectional overrides.",
        "They show letters in another order than they are stored; news text has none.",
        '"\\u202etxet\\u202c"',
        '"text"',
    ),
    "CT206": _warning(
        "Text holds no invisible characters inside words.",
        "They split words for search; usually they come along when a page is copied.",
        '"Ka\\u00adra\\u00adbakh"',
        '"Karabakh"',
    ),
    "CT207": _warning(
        "Text is in Unicode normal form C.",
        "The same letter in two spellings is two letters to a search.",
        '"S\\u0327us\\u0327a"',
        '"Şuşa"',
    ),
    "CT208": _warning(
        "Text was decoded with its own encoding.",
        "Letters read with the wrong table cannot be searched, or are lost.",
        '"The cafÃ©"',
        '"The café"',
    ),
    "CT209": _warning(
        "At most eight marks stand on one letter.",
        "Longer stacks are ornament and cover other lines.",
        '"e" with 200 accents',
        '"é"',
    ),
    "CT210": _warning(
        "Characters are assigned and public in Unicode.",
        "Private and unassigned characters look different, or not at all, elsewhere.",
        '"\\ue000"',
        '"…"',
    ),
    "CT211": _warning(
        "The letters of a word belong to one script, and to its language.",
        "Look-alike letters hide a word from every search but this one.",
        '"\\u041aarabakh"',
        '"Karabakh"',
    ),
    "CT212": _warning(
        "The body says more than the title.",
        "The title put in place of a missing text counts every term in it twice.",
        '{"title": "Bridge closed", "body": "Bridge closed"}',
        '{"title": "Bridge closed", "body": "The bridge is closed until Friday."}',
    ),
    "CT213": _warning(
        "The body does not begin with the title over again.",
        "A headline that was copied along counts every term in it twice.",
        '{"title": "Bridge closed", "body": "Bridge closed\\n\\nThe bridge is closed …"}',
        '{"title": "Bridge closed", "body": "The bridge is closed until Friday."}',
    ),
    "CT214": _warning(
        "Title and body are plain text, without HTML.",
        "Tags and entities stand between words and inside them, and readers see them.",
        '"<p>The council met&nbsp;on Tuesday.</p>"',
        '"The council met on Tuesday."',
    ),
    "CT215": _error(
        "A text is in the language that its article declares, not misread as a whole.",
        "Every letter was read by a wrong table: nothing in the text can be found.",
        '"Ð¡Ð¾Ð²ÐµÑ\u0082 Ñ\u0081Ð¾Ð±Ñ\u0080Ð°Ð»Ñ\u0081Ñ\u008f …"',
        '"Совет собрался …"',
    ),
    # ---- CT3xx: language
    "CT301": _error(
        "The text is in the script of its declared language.",
        "Terms of one language are never found in a text of another.",
        '{"language": "az"} of a text in Russian letters',
        '{"language": "ru"}',
    ),
    "CT302": _warning(
        "The letters and words of the text are those of its declared language.",
        "Languages of one script are mixed up easily, and their terms with them.",
        '{"language": "az"} of a Turkish text without a single ə',
        '{"language": "tr"}',
    ),
    "CT303": _warning(
        "The outlet of an article lists the article's language.",
        "Either the list is not complete, or the language or the outlet is wrong.",
        '{"language": "es"} of an outlet with "languages": ["en"]',
        '{"language": "es"} of an outlet with "languages": ["en", "es"]',
    ),
    # ---- CT4xx: references
    "CT401": _error(
        "The outlet of an article is described in outlets/.",
        "Its side and its rights are read there.",
        '{"outlet": "sample-gazete"}',
        '{"outlet": "sample-gazette"}',
    ),
    "CT402": _error(
        "The language of an article is one of the corpus.",
        "The lexicon has no forms for another one.",
        '{"language": "fr"} in a corpus of en and es',
        '{"language": "es"}',
    ),
    "CT403": _error(
        "The event of an article is described in events/.",
        "Articles of one event are found by its id.",
        '{"event": "vilage-name-2022"}',
        '{"event": "village-name-2022"}',
    ),
    "CT404": _error(
        "The collection of an article is declared in corpus.json.",
        "Readers must know how texts were chosen.",
        '{"collection": "mine"}',
        '{"collection": "sample-synthetic"}',
    ),
    "CT405": _error(
        "Articles that an article names are in the corpus.",
        "A translation without its original cannot be paired.",
        '{"translation_of": "gone"}',
        '{"translation_of": "sample-gazette-2022-03-27-village-name"}',
    ),
    "CT406": _error(
        "Perspectives in an assessment are declared in corpus.json.",
        "A side that nobody described says nothing.",
        '{"perspective": "thirdparty"}',
        '{"perspective": "third-party"}',
    ),
    "CT408": _error(
        "An article names another article, never itself.",
        "A text is no translation, revision or source of itself.",
        '{"id": "sample-gazette-2022-03-27-one", "revision_of": "sample-gazette-2022-03-27-one"}',
        '{"id": "sample-gazette-2022-03-28-two", "revision_of": "sample-gazette-2022-03-27-one"}',
    ),
    "CT407": _warning(
        "An outlet has an assessment.",
        "Without one its perspective is published as unknown.",
        '"assessments": []',
        '"assessments": [{"perspective": "third-party", "basis": "…"}]',
    ),
    # ---- CT5xx: duplicates
    "CT501": _error(
        "An id is used once.",
        "Two articles of one id cannot be told apart.",
        "two files with the same id",
        "an id for each file",
    ),
    "CT502": _warning(
        "No text stands under two ids, unless the articles say why.",
        "It would be counted twice, and could be in two splits at once.",
        "the same body in two articles",
        'the same body, one with "derived_from": and the id of the other',
    ),
    "CT503": _warning(
        "No URL is that of two articles, unless one is a revision of the other.",
        "One page is one article; the same one was perhaps brought in twice.",
        '"url": "https://gazette.example/a" and, in another article, the same with a slash',
        'the same URL and "revision_of": with the id of the earlier version',
    ),
    "CT504": _warning(
        "No text is nearly another's, unless the articles say why.",
        "A copy with a few words changed is still counted twice.",
        "two bodies of 400 words that differ in five",
        'the same, one with "origin": "syndicated" and its source in credits',
    ),
    # ---- CT6xx: annotations
    "CT601": _error(
        "Offsets are whole numbers, 0 <= start < end <= length, in code points.",
        "Anything else points outside the text or nowhere.",
        '{"start": 4, "end": 999}',
        '{"start": 4, "end": 13}',
    ),
    "CT602": _error(
        "The surface is the text between start and end.",
        "Offsets counted in bytes or UTF-16 units point beside the word.",
        '{"start": 5, "surface": "contested"} one too far',
        '{"start": 4, "surface": "contested"}',
    ),
    "CT603": _error(
        "The article of an annotation is in the corpus.",
        "A judgement without its text cannot be read.",
        '{"article": "gone"}',
        '{"article": "sample-gazette-2022-03-27-village-name"}',
    ),
    "CT604": _warning(
        "The text was not changed since it was annotated.",
        "The judgements may be about other words.",
        '"text_sha256" of an older text',
        '"text_sha256" of the text as it is',
    ),
    "CT605": _error(
        "The concept and variant of a judgement are in the lexicon.",
        "A label that the lexicon does not know cannot be counted.",
        '{"variant": "farruk"}',
        '{"variant": "farrukh"}',
    ),
    "CT606": _error(
        "One annotator judges one span once.",
        "Two judgements of one span by one annotator contradict or repeat.",
        "two spans with the same field, start and end",
        "one span",
    ),
    "CT607": _error(
        "A span does not cut a letter from its marks.",
        "Half a letter is no word.",
        '"e" of "é" written with a combining accent',
        '"é" with its accent',
    ),
    "CT608": _warning(
        "Offsets are those of the text as it is now.",
        "A span was found again by the words around it; a person should confirm the place.",
        '{"start": 4} of a text to which a word was added in front',
        '{"start": 9}',
    ),
    "CT609": _warning(
        "People agree on a span, or somebody has settled it.",
        "Until it is settled, their judgements cannot be published as the span's label.",
        "one annotator says use, another mention, of one span",
        "a third file of the annotator adjudicated",
    ),
    "CT610": _warning(
        "Only a mention has a stance.",
        "Who uses a word, quotes it or steps back from it passes no verdict on it.",
        '{"usage": "use", "stance": "rejects"}',
        '{"usage": "mention", "stance": "rejects"}',
    ),
    # ---- CT7xx: lexicon
    "CT701": _error(
        "Perspectives in a claim are declared in corpus.json.",
        "A claim for an unknown side says nothing.",
        '{"perspectives": ["thirdparty"]}',
        '{"perspectives": ["third-party"]}',
    ),
    "CT702": _error(
        "A variant lists a form once per language, and a concept a variant once.",
        "The same row twice has no meaning of its own.",
        "the same text and language twice in one variant",
        "each once",
    ),
    "CT703": _error(
        "A claim without a source has confidence low.",
        "Confidence must rest on something others can read.",
        '{"confidence": "high", "sources": []}',
        '{"confidence": "low", "sources": []}',
    ),
    "CT704": _error(
        "A form begins and ends with a letter or a digit.",
        "Anything else around a word is never part of a match.",
        '{"text": "-Example"}',
        '{"text": "Example"}',
    ),
    "CT705": _warning(
        "A form belongs to one concept.",
        "A span that two concepts fit is counted for neither.",
        '{"text": "Example", "language": "en"} in two concepts',
        '{"text": "Example", …} in one and {"text": "Example Street", …} in the other',
    ),
    "CT706": _warning(
        "Every form can be found in some article.",
        "A form that never matches looks like a name that nobody uses.",
        '{"text": "St. Example", "language": "en"}, where a full stop ends a word',
        '{"text": "Saint Example", "language": "en"}',
    ),
    "CT707": _error(
        "A claim begins before it ends.",
        "A claim that ends first never holds, and its variant has no side.",
        '{"from": "2024-05-02", "to": "2023-01-01"}',
        '{"from": "2023-01-01", "to": "2024-05-02"}',
    ),
    "CT708": _warning(
        "An id is not a name that only some sides use.",
        "Ids stand in every table and link; one side's name there takes that side.",
        'the concept "farrukh" with the variants farrukh and parukh',
        'the concept "farrukh-parukh"',
    ),
    # ---- CT8xx: rights, retractions, personal data
    "CT801": _error(
        "A licence is an SPDX expression, or LicenseRef-… for terms SPDX does not list.",
        "A text is published or withheld by its licence, so each one must mean one thing.",
        '{"license": "Public domain"}',
        '{"license": "LicenseRef-public-domain"}',
    ),
    "CT802": _warning(
        "The rights of an outlet and the licences of its texts do not contradict each other.",
        "One of them is wrong, and releases pass on too much or too little.",
        '"rights": {"text": "none", …} and an article with "license": "CC-BY-4.0"',
        '"rights": {"text": "none", …} and "license": "LicenseRef-all-rights-reserved"',
    ),
    "CT803": _error(
        "A withdrawn article does not come back.",
        "It was withdrawn for a reason that still holds, whatever its new id.",
        "an article with the id, or nearly the text, of an entry in retractions.json",
        "the corpus without it",
    ),
    "CT804": _error(
        "Nothing that goes out says the words of a text that may not.",
        "What quotes a withheld text publishes it after all; export looks for it everywhere.",
        "a withheld title in “related” of another article",
        "the comment or heading in other words",
    ),
    "CT805": _error(
        "A text that is withheld has no hash if it has fewer than 200 characters.",
        "A headline can be guessed, and its hash tells who guessed right.",
        '{"text_sha256": {"title": "…", "body": "…"}, "text_length": {"title": 30, "body": 900}}',
        '{"text_sha256": {"body": "…"}, "text_length": {"title": 30, "body": 900}}',
    ),
    "CT810": _warning(
        "Texts hold no e-mail address.",
        "Addresses of people are personal data, and most come from the page, not the article.",
        '{"body": "… Write to" and an address}',
        '{"body": "… Write to [e-mail]"}',
    ),
    "CT811": _warning(
        "Texts hold no telephone number.",
        "Numbers of people are personal data, and most come from the page, not the article.",
        '{"body": "… Tel." and a number}',
        '{"body": "… Tel. [telephone]"}',
    ),
    "CT812": _warning(
        "Texts hold no number of a bank account (IBAN).",
        "Numbers of people are personal data, and most come from the page, not the article.",
        '{"body": "… Donate to" and an IBAN}',
        '{"body": "… Donate to [account]"}',
    ),
    "CT813": _warning(
        "Texts hold no address of the public internet.",
        "An IP address can lead to a person, and most come from the page, not the article.",
        '{"body": "… posted from" and an IP address}',
        '{"body": "… posted from [address]"}',
    ),
    # ---- CT9xx: balance and sampling
    "CT901": _warning(
        "An event is told by outlets of more than one side.",
        "Names can be compared only where several sides speak of the same thing.",
        "an event with four articles, all by outlets of one side",
        "the same event with an article of another side, or named in known_gaps",
    ),
    "CT902": _warning(
        "No outlet and no language makes up most of the corpus.",
        "Counts over all articles would then be counts of that one.",
        "27 of 40 articles by one of five outlets",
        "8 of 40 articles by each of five outlets",
    ),
    "CT903": _warning(
        "A collection was not found by searching for forms of the lexicon.",
        "How often a name occurs in it is then what the search made it.",
        '{"method": "keyword", "query": "Mill Haven"} where that is a form',
        '{"method": "keyword", "query": "council AND vote"}',
    ),
    "CT904": _warning(
        "An outlet's articles are its own words, and copies name their source.",
        "The words of an agency or an office say nothing of the outlet's own choice.",
        "4 of 12 articles syndicated, or one syndicated without credits",
        '1 of 12 articles syndicated, with "credits": [{"name": "Harbour Wire"}]',
    ),
}

ON_ONE_FILE = ("CT0", "CT1", "CT2", "CT301", "CT302", "CT408", "CT801", "CT805", "CT81")
"""How the codes of rules begin that one file alone can break."""
