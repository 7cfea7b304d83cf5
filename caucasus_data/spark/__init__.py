"""The same validation on a Spark cluster, for tables in these schemas that outgrow one machine.

Needs `caucasus-data[spark]` on the driver and on every executor.

What a finding says is what `caucasus_data.validate` says: code, message, hint, table, column, record and value. Where
it stands depends on the source:

| source | path | line, character | what else differs |
|---|---|---|---|
| folder of CSV | the file | as on one machine | nothing |
| folder of Parquet | the file | None | a file has no form; its columns are found by name, in whatever order |
| DataFrames | "" | None | the same; and rows have no order: they are taken in that of their keys |

Where there is no line, `record_id` says which row it is.

What comes to the driver: the findings that are listed (at most `limit` of a table, with the cells of their rows), a
line for each block of 8 MiB or each Arrow batch with its first and last key, a line for each 65,536 rows of a table
that is not sorted, of each misspelt id that is listed the nearest id of each Arrow batch, the names of the files. No
table does.

What is distributed: form and cells are judged by `mapInArrow`, block by block. Rules between rows and tables are judged
by `applyInArrow`, 65,536 rows at a time with those rows of other tables that they name; repeated keys by a shuffle on
the key; references by joins. What must come together in one task is bounded by the data's own structure: the spending
of one country, measure, scope and line; the actors of one event; the events at one place; the claims on the records of
a group; up to 65,536 links from parts to wholes, and beyond that only the records whose links do run in a circle.

One CSV file is cut by one task, from its beginning to its end; what is large is best written as a folder of part files.
"""

from __future__ import annotations

from caucasus_data.spark.run import validate

__all__ = ["validate"]
