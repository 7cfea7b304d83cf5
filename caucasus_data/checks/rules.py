"""Every rule about rows, and the other checks that stand in their modules."""

from __future__ import annotations

from caucasus_data.checks.base import Check, RuleCheck
from caucasus_data.checks.claims import CLAIM_CHECKS
from caucasus_data.checks.contracts import CONTRACT_CHECKS
from caucasus_data.checks.dates import DATE_CHECKS
from caucasus_data.checks.figures import FIGURE_CHECKS
from caucasus_data.checks.keys import KEY_CHECKS
from caucasus_data.checks.people import PEOPLE_CHECKS
from caucasus_data.checks.precision import PRECISION_CHECKS
from caucasus_data.checks.references import REFERENCE_CHECKS
from caucasus_data.checks.released import RELEASED_CHECKS
from caucasus_data.checks.series import SERIES_CHECKS
from caucasus_data.checks.sourced import SOURCED_CHECKS
from caucasus_data.checks.speech import SPEECH_CHECKS
from caucasus_data.checks.spending import SPENDING_CHECKS
from caucasus_data.checks.standards import STANDARD_CHECKS
from caucasus_data.checks.wording import WORDING_CHECKS

ROW_CHECKS: tuple[type[Check], ...] = (
    *KEY_CHECKS,
    *REFERENCE_CHECKS,
    *STANDARD_CHECKS,
    *DATE_CHECKS,
    *PRECISION_CHECKS,
    *SOURCED_CHECKS,
    *FIGURE_CHECKS,
    *CLAIM_CHECKS,
    *SPEECH_CHECKS,
    *CONTRACT_CHECKS,
    *SPENDING_CHECKS,
    *SERIES_CHECKS,
    *PEOPLE_CHECKS,
    *WORDING_CHECKS,
    *RELEASED_CHECKS,
)
"""The checks of keys, references and rules; some of them only name a code that others find."""

RULES: tuple[type[RuleCheck], ...] = tuple(
    sorted((check for check in ROW_CHECKS if issubclass(check, RuleCheck)), key=lambda rule: rule.code)
)
