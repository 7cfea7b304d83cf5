"""The tables of the dataset, in the order in which they refer to each other where that is possible."""

from __future__ import annotations

from caucasus_data.declaration import Row, Table
from caucasus_data.tables import (
    actors,
    claims,
    contract_items,
    contracts,
    event_actors,
    event_counts,
    events,
    exchange_rates,
    offices,
    places,
    releases,
    revisions,
    sources,
    spending,
    statements,
)

TABLES: tuple[Table, ...] = (
    events.TABLE,
    event_actors.TABLE,
    event_counts.TABLE,
    statements.TABLE,
    contracts.TABLE,
    contract_items.TABLE,
    spending.TABLE,
    claims.TABLE,
    actors.TABLE,
    offices.TABLE,
    places.TABLE,
    sources.TABLE,
    exchange_rates.TABLE,
    releases.TABLE,
    revisions.TABLE,
)

ROW_MODELS: dict[str, type[Row]] = {table.name: table.model for table in TABLES}
