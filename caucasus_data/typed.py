"""The rows of a table as typed records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from caucasus_data.access import arrow_table

if TYPE_CHECKING:
    from caucasus_data.tables.actors import Actor
    from caucasus_data.tables.claims import Claim
    from caucasus_data.tables.contract_items import ContractItem
    from caucasus_data.tables.contracts import Contract
    from caucasus_data.tables.event_actors import EventActor
    from caucasus_data.tables.event_counts import EventCount
    from caucasus_data.tables.events import Event
    from caucasus_data.tables.exchange_rates import ExchangeRate
    from caucasus_data.tables.offices import Office
    from caucasus_data.tables.places import Place
    from caucasus_data.tables.releases import Release
    from caucasus_data.tables.revisions import Revision
    from caucasus_data.tables.sources import Source
    from caucasus_data.tables.spending import Spending
    from caucasus_data.tables.statements import Statement


@overload
def records(table: Literal["events"]) -> list[Event]: ...
@overload
def records(table: Literal["event_actors"]) -> list[EventActor]: ...
@overload
def records(table: Literal["event_counts"]) -> list[EventCount]: ...
@overload
def records(table: Literal["statements"]) -> list[Statement]: ...
@overload
def records(table: Literal["contracts"]) -> list[Contract]: ...
@overload
def records(table: Literal["contract_items"]) -> list[ContractItem]: ...
@overload
def records(table: Literal["spending"]) -> list[Spending]: ...
@overload
def records(table: Literal["claims"]) -> list[Claim]: ...
@overload
def records(table: Literal["actors"]) -> list[Actor]: ...
@overload
def records(table: Literal["offices"]) -> list[Office]: ...
@overload
def records(table: Literal["places"]) -> list[Place]: ...
@overload
def records(table: Literal["sources"]) -> list[Source]: ...
@overload
def records(table: Literal["exchange_rates"]) -> list[ExchangeRate]: ...
@overload
def records(table: Literal["releases"]) -> list[Release]: ...
@overload
def records(table: Literal["revisions"]) -> list[Revision]: ...
def records(table: str) -> Any:
    """The rows of a table as typed, immutable records: the pydantic models of `caucasus_data.tables`.

    Raises:
        UnknownTableError: There is no such table.
    """
    from caucasus_data.tables import ROW_MODELS

    data = arrow_table(table)
    model = ROW_MODELS[table]
    return [model.model_validate(row) for row in data.to_pylist()]
