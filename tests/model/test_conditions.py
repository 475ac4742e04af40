"""Which conditions of a run only somebody who develops meets."""

from __future__ import annotations

import pytest

from stoplint.model.processes.world import IS_SET, Condition


@pytest.mark.parametrize(
    ("subject", "answer", "expected"),
    [
        ('[ "$FLASK_ENV" = "development" ]', "holds", True),
        ("[ $APP_ENV == dev ]", "holds", True),
        ('[[ "$APP_ENV" = dev ]]', "holds", True),
        ('[ "$FLASK_ENV" = "development" ]', "does not hold", False),
        ('[ "$FLASK_ENV" != "development" ]', "does not hold", True),
        ('! [ "$FLASK_ENV" != "development" ]', "holds", True),
        ('[ "$FLASK_ENV" = "production" ]', "holds", False),
        ('[ "$FLASK_ENV" = "production" ]', "does not hold", False),
        ('[ "$DEBUG" = true ]', "holds", True),
        ('[ "$DEBUG" = true ]', "does not hold", False),
        ('[ "$DEBUG" = false ]', "holds", False),
        ('[ "$DEBUG" = 0 ]', "does not hold", True),
        ('[ "x$DEBUG" != "x" ]', "holds", True),
        ('[ "$APP_DEBUG" -eq 1 ]', "holds", True),
        ('[ -n "$DEBUG" ]', "holds", True),
        ('[ -n "$DEBUG" ]', "does not hold", False),
        ('[ -z "$DEBUG" ]', "holds", False),
        ('[ -z "$DEBUG" ]', "does not hold", True),
        ('[ -n "${DEV_MODE:-}" ]', "holds", True),
        ("$APP_ENV", "is development", True),
        ("$1", "is dev or debug", True),
        ("$1", "is dev or serve", False),
        ("$DEBUG", IS_SET, True),
        ("$DEVICE", IS_SET, False),
        ('[ -n "$DEVICE" ]', "holds", False),
        ("[ -e /dev/kvm ]", "holds", False),
        ("[ -f /x ]", "holds", False),
        ("install --dev", "succeeds", False),
        ("install --dev", "fails", False),
    ],
)
def test_a_setting_for_development_is_told_by_its_name_or_its_value(subject, answer, expected):
    assert Condition(subject, answer).is_for_development is expected
