"""Every check of the validator, in the order of the codes."""

from __future__ import annotations

from caucasus_data.checks.base import Check
from caucasus_data.checks.breaking import BREAKING_CHECKS
from caucasus_data.checks.cell import CELL_CHECKS
from caucasus_data.checks.claims import CLAIM_CHECKS
from caucasus_data.checks.contracts import CONTRACT_CHECKS
from caucasus_data.checks.dates import DATE_CHECKS
from caucasus_data.checks.figures import FIGURE_CHECKS
from caucasus_data.checks.form import FORM_CHECKS
from caucasus_data.checks.keys import KEY_CHECKS
from caucasus_data.checks.people import PEOPLE_CHECKS
from caucasus_data.checks.precision import PRECISION_CHECKS
from caucasus_data.checks.references import REFERENCE_CHECKS
from caucasus_data.checks.released import RELEASED_CHECKS
from caucasus_data.checks.speech import SPEECH_CHECKS
from caucasus_data.checks.spending import SPENDING_CHECKS
from caucasus_data.checks.wording import WORDING_CHECKS

CHECKS: tuple[type[Check], ...] = tuple(
    sorted(
        (
            *FORM_CHECKS,
            *CELL_CHECKS,
            *KEY_CHECKS,
            *REFERENCE_CHECKS,
            *DATE_CHECKS,
            *PRECISION_CHECKS,
            *FIGURE_CHECKS,
            *CLAIM_CHECKS,
            *SPEECH_CHECKS,
            *CONTRACT_CHECKS,
            *SPENDING_CHECKS,
            *PEOPLE_CHECKS,
            *WORDING_CHECKS,
            *RELEASED_CHECKS,
            *BREAKING_CHECKS,
        ),
        key=lambda check: check.code,
    )
)
