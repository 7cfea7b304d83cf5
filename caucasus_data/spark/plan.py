"""The plan: from a source to rows that are judged by themselves, and from those to what is found between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from pyspark.sql import functions as F  # noqa: N812  (its documentation calls it so)
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType
from pyspark.sql.window import Window

from caucasus_data.checks.keys import DuplicateKey
from caucasus_data.checks.references import UnknownReference
from caucasus_data.spark.circles import rows_in_circles
from caucasus_data.spark.csv_files import FILES, PLACES, STRETCHES, Cutter, Locator, StretchReader, of_flaw
from caucasus_data.spark.errands import CIRCLES, Errands
from caucasus_data.spark.groups import ANSWERS, ENDS, ERRANDS, PARCELS, GroupJudge, OrderJudge, Post
from caucasus_data.spark.records import (
    FILE_BIT,
    FOUND,
    JUDGED,
    ROWS_AT_ONCE_BITS,
    Found,
    judged_found,
    judged_stat,
)
from caucasus_data.spark.source import FrameHeader, Source, local_path
from caucasus_data.spark.suggestions import CANDIDATES, Suggestions
from caucasus_data.spark.texts import FrameReader

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from caucasus_data.spec import TableSpec

_BYTES_OF_A_PARTITION = 64 << 20
# How a file was saved is one finding, however many of its cells show it.
_OF_THE_WHOLE_FILE = ("CD102", "CD112")


def judged(source: Source, specs: Mapping[str, TableSpec], session: SparkSession, limit: int) -> DataFrame:
    """The rows of all tables with what is wrong with each by itself: its form and its cells."""
    if source.files:
        return _judged_files(source, specs, session, limit)
    notes = [note for name, frame in source.frames.items() for note in _notes(source, specs[name], frame)]
    parts = [_judged_frame(source, specs[name], frame, limit) for name, frame in source.frames.items()]
    return reduce(lambda one, other: one.unionAll(other), filter(None, parts), _frame(session, JUDGED, notes))


def _judged_files(source: Source, specs: Mapping[str, TableSpec], session: SparkSession, limit: int) -> DataFrame:
    cutter, reader = Cutter(specs), StretchReader(specs, limit)
    size = sum(path.stat().st_size for _table, path in source.files)
    partitions = max(_cores(session), -(-size // _BYTES_OF_A_PARTITION))
    stretches = _files(source, session).mapInArrow(lambda batches: cutter(batches), _schema(STRETCHES))
    dealt = stretches.repartition(partitions, "file", "block")
    return dealt.mapInArrow(lambda batches: reader(batches), _schema(JUDGED))


def _notes(source: Source, spec: TableSpec, frame: DataFrame) -> list[pa.RecordBatch]:
    """What there is to know of a frame's columns."""
    paths = dict(zip(source.paths, range(len(source.paths)), strict=True))
    known = [paths[local_path(address)] for address in frame.inputFiles()] if source.ordered else [0]
    flaws = [of_flaw(flaw, None, spec.name, min(known, default=0)) for flaw in FrameHeader.of(frame, spec).flaws(spec)]
    headed = _is_headed(frame, spec)
    stat = judged_stat(table=spec.name, headed=headed, whole=headed)
    return [stat, judged_found(flaws)] if flaws else [stat]


def _is_headed(frame: DataFrame, spec: TableSpec) -> bool:
    return sorted(frame.columns) == sorted(spec.column_names)


def _judged_frame(source: Source, spec: TableSpec, frame: DataFrame, limit: int) -> DataFrame | None:
    """The rows of a frame; None where its columns are not the table's."""
    if not _is_headed(frame, spec):
        return None
    paths = dict(zip(source.paths, range(len(source.paths)), strict=True))
    reader = FrameReader(spec, limit, paths)
    columns = [F.col(f"`{name}`") for name in spec.column_names]
    if source.ordered:
        index = F.col("_metadata.row_index").alias("number")
        numbered = frame.select(*columns, index, F.col("_metadata.file_path").alias("file"))
    else:
        # Rows with the same key stand in the order of all that they hold, so that every run says the same.
        whole = F.xxhash64(*columns)
        ordered = frame.select(*columns).orderBy(*(F.col(name) for name in spec.primary_key), whole)
        numbered = ordered.select("*", F.monotonically_increasing_id().alias("number"), F.lit("").alias("file"))
    return numbered.mapInArrow(lambda batches: reader(batches), _schema(JUDGED))


def found_alone(rows: DataFrame) -> DataFrame:
    """What was found while the rows were judged by themselves."""
    found = rows.where("found is not null").select("found.*")
    first = F.min(F.struct("line", "column", "message", "hint", "value"))
    saved = found.where(F.col("form") & F.col("code").isin(*_OF_THE_WHOLE_FILE))
    merged = saved.groupBy("table", "form", "file", "code").agg(first.alias("first"), F.sum("count").alias("count"))
    merged = merged.select("*", "first.*").drop("first")
    for name in FOUND:
        if name.name not in merged.columns:
            default = F.lit(-1) if name.name == "position" else F.lit(None)
            merged = merged.withColumn(name.name, default)
    others = found.where(~(F.col("form") & F.coalesce(F.col("code"), F.lit("")).isin(*_OF_THE_WHOLE_FILE)))
    return others.unionByName(merged.select(*others.columns))


class Posted(NamedTuple):
    """The rows on their way to those that judge them, each used several times.

    Attributes:
        real: The rows.
        sent: What they ask for.
        answered: The rows of whole tables, at the addresses at which they answer.
    """

    real: DataFrame
    sent: DataFrame
    answered: DataFrame

    @classmethod
    def of(cls, rows: DataFrame, errands: Errands) -> Posted:
        """The errands of all rows, and the answers to them."""
        post = Post(errands)
        real = rows.where("cells is not null").select("table", "number", "bad", "cells")
        sent = real.mapInArrow(lambda batches: post.sent(batches), _schema(ERRANDS))
        whole = real.where(F.col("table").isin(*errands.whole))
        answered = whole.mapInArrow(lambda batches: post.answered(batches), _schema(ANSWERS))
        return cls(real, sent.persist(), answered.persist())

    def unpersist(self) -> None:
        """Let go of what was kept."""
        self.sent.unpersist()
        self.answered.unpersist()


def found_together(posted: Posted, errands: Errands, limit: int) -> DataFrame:
    """What is found between rows and tables; of an id that leads nowhere, `value` is the id and `count` how often."""
    post, judge = Post(errands), GroupJudge(errands, limit)
    real, sent, answered = posted
    own = real.mapInArrow(lambda batches: post.own(batches), _schema(PARCELS))
    delivered = _delivered(sent.where("position is null"), answered)
    onward = delivered.where(F.col("table").isin(*errands.goes_onward()))
    asked = onward.mapInArrow(lambda batches: post.onward(batches), "asker string, address string")
    parcels = own.unionAll(delivered).unionAll(_delivered(asked, answered))
    if many := sorted(errands.long_chains):
        circles = rows_in_circles(real, errands.specs, many)
        asker = F.concat(F.col("table"), F.lit(f"|{CIRCLES}|0")).alias("asker")
        parcels = parcels.unionAll(circles.select(asker, F.lit(True).alias("own"), "table", "number", "bad", "cells"))
    found = parcels.groupBy("asker").applyInArrow(
        lambda key, group: judge(key[0].as_py(), group), _schema(pa.schema(list(FOUND)))
    )
    tables = list(errands.specs)
    return found.unionByName(_missing(sent.where("position is not null"), answered, tables, found.columns))


def _delivered(errands: DataFrame, answered: DataFrame) -> DataFrame:
    """The rows that answer to errands, with their askers."""
    met = errands.select("asker", "address").distinct().join(answered.where("delivers"), "address")
    return met.select("asker", F.lit(False).alias("own"), "table", "number", "bad", "cells")


def _missing(references: DataFrame, answered: DataFrame, tables: Sequence[str], columns: Sequence[str]) -> DataFrame:
    """The ids that are named and that nothing answers to, nor a release has ended; each where it is named first."""
    known = answered.select("address").distinct()
    lost = references.join(known, "address", "left_anti")
    rank = F.array_position(F.array(*map(F.lit, tables)), F.col("asker")).alias("rank")
    place = F.struct(rank, "number", "position", "asker")
    lost = lost.groupBy("address").agg(F.min(place).alias("place"), F.sum("count").alias("count"))
    lost = lost.select("address", "count", "place.*")
    named = F.expr("substring(address, length(substring_index(address, '|', 2)) + 2)")
    ended = F.concat(F.lit("ended"), F.expr("substring(address, 3)"))
    lost = lost.withColumn("value", named).withColumn("address", ended).join(known, "address", "left_anti")
    given = {
        "table": F.col("asker"),
        "form": F.lit(False),
        "number": F.col("number"),
        "file": F.shiftright(F.col("number"), FILE_BIT),
        "position": F.col("position"),
        "code": F.lit(UnknownReference.code),
        "message": F.lit(""),
        "value": F.col("value"),
        "count": F.col("count"),
    }
    return lost.select(*(given.get(name, F.lit(None)).alias(name) for name in columns))


def firsts(found: DataFrame, limit: int) -> tuple[list[Found], dict[tuple[str, bool], int]]:
    """The first findings of each table, and how many there are, of its form and of its rows."""
    names = [part.name for part in FOUND]
    same = [name for name in names if name not in ("record_id", "value", "count")]
    worded = found.where("code is not null")
    # An id that leads nowhere has no words yet.
    once = worded.dropDuplicates([*same, "value"])
    kind = Window.partitionBy("table", "form")
    order = (
        F.col("number").asc_nulls_first(),
        "file",
        F.col("line").asc_nulls_first(),
        "column",
        "position",
        "code",
        "message",
    )
    ranked = once.withColumn("rank", F.row_number().over(kind.orderBy(*order))).withColumn(
        "total", F.count("*").over(kind)
    )
    unworded = found.where("code is null").groupBy("table", "form").agg(F.sum("count").alias("total"))
    for name in (*names, "rank"):
        if name not in unworded.columns:
            unworded = unworded.withColumn(name, F.lit(None))
    kept = ranked.where(F.col("rank") <= limit)
    listed: list[Found] = []
    totals: dict[tuple[str, bool], int] = {}
    counted: dict[tuple[str, bool], int] = {}
    for row in kept.unionByName(unworded.select(*kept.columns)).collect():
        values = row.asDict()
        total, key = values.pop("total"), (values["table"], values["form"])
        if values.pop("rank") is None:
            counted[key] = total
        else:
            totals[key] = total
            listed.append(Found(**values))
    return listed, {key: totals.get(key, 0) + counted.get(key, 0) for key in {*totals, *counted}}


def ends(rows: DataFrame, together: DataFrame, errands: Errands) -> list[dict[str, Any]]:
    """Of each stretch of rows of the unsorted tables its first row that stands too low, and its ends, in order.

    Left out are rows with a bad cell, without a key, and those whose key is another row's.
    """
    judge = OrderJudge(errands)
    repeated = together.where(F.col("code") == DuplicateKey.code).select("table", "number")
    real = rows.where(F.col("cells").isNotNull() & ~F.col("bad") & F.col("table").isin(*errands.unsorted))
    real = real.select("table", "number", "bad", "cells").join(repeated, ["table", "number"], "left_anti")
    stretch = F.shiftright("number", ROWS_AT_ONCE_BITS).alias("stretch")
    found = real.groupBy("table", stretch).applyInArrow(lambda key, group: judge(key[0].as_py(), group), _schema(ENDS))
    return sorted(
        (row.asDict(recursive=True) for row in found.collect()), key=lambda row: (row["table"], row["number"])
    )


def places(source: Source, specs: Mapping[str, TableSpec], session: SparkSession, wanted: list[tuple[int, int]]) -> Any:
    """The places of cells in the files, by row number and column position."""
    locator = Locator(specs, wanted)
    files = sorted({number >> FILE_BIT for number, _position in wanted})
    found = _files(source, session, files).mapInArrow(lambda batches: locator(batches), _schema(PLACES))
    return {(row["number"], row["position"]): row for row in found.collect()}


def cells(rows: DataFrame, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[str | None]]:
    """The cells of some rows, by table and number."""
    numbers = sorted({number for _table, number in wanted})
    tables = sorted({table for table, _number in wanted})
    found = rows.where(F.col("table").isin(tables) & F.col("number").isin(numbers) & F.col("cells").isNotNull())
    return {(row["table"], row["number"]): row["cells"] for row in found.collect()}


def candidates(rows: DataFrame, suggestions: Suggestions) -> list[Mapping[str, object]]:
    """The ids that misspelt ones may mean."""
    tables = sorted({*suggestions.ids, *suggestions.keys})
    real = rows.where(F.col("cells").isNotNull() & F.col("table").isin(tables))
    found = real.select("table", "number", "bad", "cells").mapInArrow(
        lambda batches: suggestions(batches), _schema(CANDIDATES)
    )
    return [row.asDict() for row in found.collect()]


def _files(source: Source, session: SparkSession, chosen: Sequence[int] | None = None) -> DataFrame:
    """The files, as many of them at a time as there are cores."""
    rows = [(table, index, str(path)) for index, (table, path) in enumerate(source.files)]
    rows = [row for row in rows if chosen is None or row[1] in chosen]
    return session.createDataFrame(rows, _schema(FILES)).repartition(max(1, min(len(rows), _cores(session))), "file")


def _frame(session: SparkSession, schema: pa.Schema, batches: Sequence[pa.RecordBatch]) -> DataFrame:
    rows = [tuple(row.values()) for batch in batches for row in batch.to_pylist()]
    return session.createDataFrame(rows, _schema(schema))


def _cores(session: SparkSession) -> int:
    """How many tasks run side by side, as far as a session tells."""
    return int(session.conf.get("spark.default.parallelism", None) or session.sparkContext.defaultParallelism)


def _schema(schema: pa.Schema) -> StructType:
    return from_arrow_schema(schema)
