"""Units that are exact multiples of each other: a day is 24 hours, 1.5 GB is 1,500 MB."""

_SCALES = (
    {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3_600.0, "day": 86_400.0, "week": 604_800.0},
    {"month": 1.0, "year": 12.0},
    {"b": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12},
    {"b": 1.0, "kb": 2.0**10, "mb": 2.0**20, "gb": 2.0**30, "tb": 2.0**40},
    {"g": 1.0, "kg": 1e3, "t": 1e6},
    {"mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1e3},
)
"""A month is no exact number of days; sizes are written in thousands and in powers of two."""


def converted(value: float, unit: str, wanted: str) -> tuple[float, ...]:
    """Return ``value`` in the unit ``wanted``: itself for the same unit, nothing where no exact ratio is known."""
    if unit == wanted:
        return (value,)
    return tuple(value * scale[unit] / scale[wanted] for scale in _SCALES if unit in scale and wanted in scale)
