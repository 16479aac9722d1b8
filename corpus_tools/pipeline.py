"""The flow from articles to rows: record batches in, record batches out, no files.

One step does it all, a pure function of a batch and a context that can be pickled: it may
run in this process, in workers or on a cluster, and gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from corpus_tools.documents.decoding import decode
from corpus_tools.model import Article, Judgement, Lexicon, Outlet
from corpus_tools.rows import (
    Policy,
    annotation_rows,
    article_row,
    judgement_rows,
    withheld_rows,
)
from corpus_tools.tables import WITHHELD, Row, batch
from corpus_tools.terms.anchoring import anchored
from corpus_tools.terms.annotating import annotate_article
from corpus_tools.terms.layers import resolve

SOURCE = pa.schema(
    [
        pa.field("article", pa.binary()),
        pa.field("annotations", pa.list_(pa.binary())),
        pa.field("split", pa.string()),
        pa.field(
            "earlier",
            pa.list_(pa.struct([pa.field("id", pa.string()), pa.field("added_in", pa.string())])),
        ),
    ]
)
"""What goes in: an article's JSON, the JSON of its annotations, the split it goes to, and of
its rows those that were published before, with the version that first had them."""

Tables = dict[tuple[str, str], pa.RecordBatch]
"""What comes out: a batch of rows for each (config, split) that has any.

Under the name of no config, WITHHELD, stands what tables do not say of withheld texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every article is seen in the light of."""

    outlets: Mapping[str, Outlet]
    lexicon: Lexicon
    policy: Policy


def step(source: pa.RecordBatch, context: Context) -> Tables:
    """Turn a batch of articles (schema SOURCE) into rows. Order is kept.

    The JSON must have passed validation; it is not checked again.
    """
    rows: dict[tuple[str, str], list[Row]] = {}
    for entry in source.to_pylist():
        article = Article.from_doc(decode(entry["article"]).value)
        judged = tuple(
            judgement
            for raw in entry["annotations"]
            for judgement in anchored(decode(raw).value, article)
        )
        since = {row["id"]: row["added_in"] for row in entry["earlier"]}
        for config, made in _rows(article, judged, context).items():
            for row in made if config != WITHHELD else ():
                row["added_in"] = since.get(row["id"], context.policy.version)
            rows.setdefault((config, entry["split"]), []).extend(made)
    return {place: batch(place[0], made) for place, made in rows.items() if made}


def _rows(
    article: Article, judged: tuple[Judgement, ...], context: Context
) -> dict[str, list[Row]]:
    outlet, policy, lexicon = context.outlets[article.outlet], context.policy, context.lexicon
    spans = resolve(annotate_article(article, lexicon), judged, article, lexicon)
    return {
        "articles": [article_row(article, outlet, spans, lexicon, policy)],
        "annotations": list(annotation_rows(article, outlet, spans, judged, lexicon, policy)),
        "judgements": list(judgement_rows(article, outlet, judged, lexicon, policy)),
        WITHHELD: list(withheld_rows(article, outlet, spans, judged, policy)),
    }
