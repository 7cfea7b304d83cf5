"""A table as an Arrow schema."""

from __future__ import annotations

import pyarrow as pa

from caucasus_data.spec import ColumnSpec, TableSpec

_INT32 = (-(2**31), 2**31 - 1)
_PLAIN = {
    "string": pa.string(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    # Parquet's own name for an item: what is read back is then equal to what was written.
    "list": pa.list_(pa.field("element", pa.string())),
}


def to_arrow_schema(spec: TableSpec) -> pa.Schema:
    """The Arrow schema of a table.

    Coded columns are dictionaries, ordered where their codes are; a coded list stays a list of strings. A field is
    nullable where a cell may be empty, and its metadata carry `description` and, where there is one, `unit`.

    Returns:
        One field per column, in file order; the metadata carry `title`, `description` and `primary_key`, the names of
        the key's columns joined by commas.
    """
    metadata = {"title": spec.title, "description": spec.description, "primary_key": ",".join(spec.primary_key)}
    return pa.schema([_field(column) for column in spec.columns], metadata=metadata)


def _field(column: ColumnSpec) -> pa.Field:
    metadata = {"description": column.description}
    if column.unit is not None:
        metadata["unit"] = column.unit
    return pa.field(column.name, _type(column), nullable=not column.required, metadata=metadata)


def _type(column: ColumnSpec) -> pa.DataType:
    if column.type == "string" and column.codes:
        return pa.dictionary(pa.int32(), pa.string(), ordered=column.ordered)
    if column.type == "integer":
        return pa.int32() if _fits_int32(column) else pa.int64()
    return _PLAIN[column.type]


def _fits_int32(column: ColumnSpec) -> bool:
    """True where the column's bounds prove that 32 bits hold every value."""
    least, greatest = _INT32
    return (
        column.minimum is not None
        and column.maximum is not None
        and column.minimum >= least
        and column.maximum <= greatest
    )
