"""Records that are part of themselves, among more links than one task should follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812  (its documentation calls it so)

from caucasus_data.spark.judging import LINK

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from caucasus_data.spec import TableSpec


def rows_in_circles(rows: DataFrame, specs: Mapping[str, TableSpec], tables: list[str]) -> DataFrame:
    """The rows whose links run in a circle.

    Each pass doubles the steps that a link goes, so that a chain of a million parts takes twenty passes. What is still
    reached when as many records are reached by twice the steps lies in a circle.

    Args:
        rows: All rows.
        specs: The tables.
        tables: Those of them whose links are followed.
    """
    key, whole = F.lit(None), F.lit(None)
    for table in tables:
        names = specs[table].column_names
        key = F.when(F.col("table") == table, F.col("cells")[names.index(specs[table].primary_key[0])]).otherwise(key)
        whole = F.when(F.col("table") == table, F.col("cells")[names.index(LINK)]).otherwise(whole)
    linked = rows.where(F.col("table").isin(tables)).withColumn("node", key).withColumn("to", whole)
    linked = linked.where("node is not null and to is not null")
    # Of rows with the same key the last one's link counts, as on one machine.
    links = linked.groupBy("table", "node").agg(F.max_by("to", "number").alias("to")).localCheckpoint()
    reached = links.select("table", "to").distinct().count()
    while True:
        farther = links.select("table", F.col("node").alias("to"), F.col("to").alias("next"))
        links = links.join(farther, ["table", "to"]).select("table", "node", F.col("next").alias("to"))
        links = links.localCheckpoint()
        ends = links.select("table", F.col("to").alias("node")).distinct()
        now = ends.count()
        if now in (0, reached):
            return linked.join(ends, ["table", "node"], "left_semi").select("table", "number", "bad", "cells")
        reached = now
