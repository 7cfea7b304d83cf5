"""Tables that are computed from the curated ones when they are asked for, and never stored.

A view is declared like a table, by a `TableSpec`, and computed by one pure function of its inputs. What cannot be
computed is missing, never guessed: no rate, no dollars.
"""

from caucasus_data.views.figures import DISAGREEMENTS, EVENT_DEATHS
from caucasus_data.views.money import ARMS_BY_YEAR, CONTRACTS_USD, SPENDING_USD
from caucasus_data.views.view import View

VIEWS: tuple[View, ...] = (CONTRACTS_USD, SPENDING_USD, ARMS_BY_YEAR, EVENT_DEATHS, DISAGREEMENTS)

__all__ = ["VIEWS", "View"]
