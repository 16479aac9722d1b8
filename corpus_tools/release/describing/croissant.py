"""croissant.json: the release in Croissant 1.1, with its Responsible AI properties.

Readers differ in what they take: nested lists are read column by column with a JSON path,
and several files as a set without a container, for one that is contained in files loads
nothing. RAI properties that its vocabulary and its readers spell differently are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from corpus_tools.escaping import for_json
from corpus_tools.release.describing.facts import Facts
from corpus_tools.release.describing.wording import (
    LIMITS,
    MISUSE,
    PROTOCOL,
    VERSIONS,
    cite,
    keywords,
    makers,
)
from corpus_tools.release.stored.manifest import Manifest
from corpus_tools.release.stored.rights import licenses_of, spdx_page
from corpus_tools.tables import ARROW

CROISSANT = "croissant.json"
_PARQUET = "application/x-parquet"
_TYPES = {
    "string": "sc:Text",
    "int32": "sc:Integer",
    "bool": "sc:Boolean",
    "date32[day]": "sc:Date",
}
_ARRAY = {"isArray": True, "arrayShape": "-1"}
_PROVENANCE = {
    "articles/url": "prov:wasDerivedFrom",
    "judgements/annotator": "prov:wasAttributedTo",
}
"""Columns that say of each record where it comes from, or who made it."""

Node = dict[str, Any]


def croissant(
    manifest: Manifest, declaration: Mapping[str, Any], held: Facts, files: Iterable[Node]
) -> str:
    """Return the text of croissant.json; `files` lists the release's files as its manifest will."""
    listed = {entry["path"]: entry for entry in files}
    configs = manifest["configs"]
    return (
        for_json(
            {
                "@context": _CONTEXT,
                "@type": "sc:Dataset",
                "conformsTo": [
                    "http://mlcommons.org/croissant/1.1",
                    "http://mlcommons.org/croissant/RAI/1.0",
                ],
                **_about(manifest, declaration, held),
                **_responsible(manifest, declaration),
                **_origin(manifest, declaration),
                "distribution": [node for entry in configs for node in _files(entry, listed)],
                "recordSet": [_record_set(entry) for entry in configs],
            },
            indent=2,
        )
        + "\n"
    )


def _about(manifest: Manifest, declaration: Mapping[str, Any], held: Facts) -> Node:
    licenses = licenses_of(declaration, held.licenses)
    about = {
        "name": declaration["title"],
        "alternateName": manifest["name"],
        "description": dict(sorted(declaration["description"].items())),
        "version": manifest["version"],
        "datePublished": manifest["released"],
        "license": [spdx_page(license) or license for license in licenses],
        "url": declaration.get("homepage", "README.md"),
        "creator": [{"@type": "sc:Organization", "name": name} for name in makers(declaration)],
        "citeAs": cite(manifest, declaration),
        "inLanguage": held.languages,
        "keywords": keywords(declaration),
    }
    if held.days:
        about["temporalCoverage"] = "/".join(day.isoformat() for day in held.days)
    return about


def _responsible(manifest: Manifest, declaration: Mapping[str, Any]) -> Node:
    collections = declaration["collections"]
    gaps = [gap for collection in collections for gap in collection.get("known_gaps", ())]
    return {
        "rai:dataCollection": "Texts are stored word for word, as they came in. "
        + " ".join(f"{one['id']}: {one['method']}." for one in collections),
        "rai:dataCollectionMissingData": " ".join(gaps) or "No gaps are known.",
        "rai:dataPreprocessingProtocol": "Texts are not edited, folded or normalised.",
        "rai:dataAnnotationProtocol": PROTOCOL,
        "rai:dataAnnotationAnalysis": "The layer of a span says who made it; the record set "
        "judgements, where it is there, has every decision of every annotator.",
        "rai:machineAnnotationTools": f"corpus-tools {manifest['versions']['tool']}",
        "rai:dataBiases": "Outlets have an assessed perspective at a date, which no article "
        "need share; which outlets and events are here follows from how texts were collected.",
        "rai:dataLimitations": f"{LIMITS} {MISUSE}",
        "rai:dataUseCases": "To find, count and compare contested names in news of several "
        "languages and sides, and to test programs that find them.",
        "rai:dataSocialImpact": "Names can be taken for verdicts. Nothing here is called neutral "
        "or correct, and each side's names stand beside the others'.",
        "rai:personalSensitiveInformation": "News names persons in public roles. By-lines are "
        + ("published." if declaration.get("publish_authors") else "not published."),
        "rai:dataReleaseMaintenancePlan": VERSIONS,
    }


def _origin(manifest: Manifest, declaration: Mapping[str, Any]) -> Node:
    """Say who made the release, and which one it follows on."""
    before = manifest["predecessor"]
    origin: Node = {
        "prov:wasAttributedTo": [
            {"@type": "prov:Agent", "prov:label": name} for name in makers(declaration)
        ]
    }
    if before:
        label = f"{manifest['name']} {before['version']}, manifest {before['manifest_sha256']}"
        origin["prov:wasDerivedFrom"] = {"@type": "prov:Entity", "prov:label": label}
    return origin


# ------------------------------------------------------------------ files and record sets


def _paths(entry: Node) -> list[str]:
    return [path for split in entry["splits"] for path in split["files"]]


def _files(entry: Node, listed: Mapping[str, Node]) -> Iterator[Node]:
    """Yield the files of a config, and the set that they are if there are several."""
    paths = _paths(entry)
    for path in paths:
        yield {
            "@type": "cr:FileObject",
            "@id": path,
            "name": PurePosixPath(path).name,
            "contentUrl": path,
            "contentSize": f"{listed[path]['size']} B",
            "encodingFormat": _PARQUET,
            "sha256": listed[path]["sha256"],
        }
    if len(paths) > 1:
        yield {
            "@type": "cr:FileSet",
            "@id": _set_of(entry),
            "name": _set_of(entry),
            "encodingFormat": _PARQUET,
            "includes": paths,
        }


def _set_of(entry: Node) -> str:
    return f"{entry['name']}-files"


def _source(entry: Node) -> Node:
    """Name where a config's columns are read: a file, whose hash readers check, or the set."""
    paths = _paths(entry)
    if len(paths) > 1:
        return {"fileSet": {"@id": _set_of(entry)}}
    return {"fileObject": {"@id": paths[0]}}


def _record_set(entry: Node) -> Node:
    name, schema, source = entry["name"], ARROW[entry["name"]], _source(entry)
    columns = [column["name"] for column in entry["columns"]]
    fields = [_field(f"{name}/{column}", schema.field(column).type, source) for column in columns]
    origins = [{"@id": field["@id"]} for field in fields if field["@id"] in _PROVENANCE]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "key": {"@id": f"{name}/id"},
        **({"annotation": origins} if origins else {}),
        "field": [*fields, _split_field(name, source)],
    }


def _field(where: str, kind: pa.DataType, source: Node) -> Node:
    """Describe a column; a list of structs by what is in them."""
    column = where.rpartition("/")[2]
    found = {**source, "extract": {"column": column}}
    if not (pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)):
        return _leaf(where, kind, found)
    inner = [
        _leaf(f"{where}/{part.name}", part.type, {**found, "transform": {"jsonPath": part.name}})
        for part in kind.value_type
    ]
    return {"@type": "cr:Field", "@id": where, "name": column, **_ARRAY, "subField": inner}


def _leaf(where: str, kind: pa.DataType, source: Node) -> Node:
    plain = kind.value_type if pa.types.is_list(kind) else kind
    means = _PROVENANCE.get(where)
    return {
        "@type": "cr:Field",
        "@id": where,
        "name": where.rpartition("/")[2],
        "dataType": _TYPES[str(plain)],
        **(_ARRAY if plain is not kind else {}),
        **({"equivalentProperty": means} if means else {}),
        "source": source,
    }


def _split_field(name: str, source: Node) -> Node:
    """Describe the split: it stands in the name of the file alone."""
    return {
        "@type": "cr:Field",
        "@id": f"{name}/split",
        "name": "split",
        "dataType": "sc:Text",
        "source": {
            **source,
            "extract": {"fileProperty": "filename"},
            "transform": {"regex": r"^([a-z0-9_]+)-.+\.parquet$"},
        },
    }


_OWN = """annotation arrayShape citeAs column containedIn equivalentProperty extract field
fileObject fileProperty fileSet format includes isArray isLiveDataset jsonPath key md5 parentField
path recordSet references regex repeated replace samplingRate separator source subField transform"""
_CONTEXT: Node = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{name: f"cr:{name}" for name in _OWN.split()},
}
"""The context that the specification recommends, with PROV-O beside it."""
