"""What Slack demands of a chart.

Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block.
"""

from collections.abc import Iterator
from typing import Any

LINES = ("line", "bar", "area")
MOST_SERIES, MOST_CATEGORIES, MOST_CHARTS = 6, 20, 2
NAME, LABEL = 20, 50


def faults(chart: Any, pointer: str) -> Iterator[str]:
    """Everything Slack would refuse about the chart of one block."""
    kind = chart.get("type") if isinstance(chart, dict) else None
    if kind == "pie":
        return
    if kind not in LINES:
        yield f"unsupported chart: {kind} [json-pointer:{pointer}/type]"
        return
    axis, series = chart.get("axis_config"), chart.get("series")
    if not isinstance(axis, dict) or not isinstance(series, list):
        yield f"a chart needs series and axis_config [json-pointer:{pointer}]"
        return
    categories = axis.get("categories")
    if not isinstance(categories, list) or not 1 <= len(categories) <= MOST_CATEGORIES:
        yield f"1 to {MOST_CATEGORIES} categories [json-pointer:{pointer}/axis_config/categories]"
        return
    names = [*categories, *(one.get("name") for one in series)]
    if not all(isinstance(name, str) and 1 <= len(name) <= NAME for name in names):
        yield f"names have 1 to {NAME} characters [json-pointer:{pointer}]"
    if any(len(str(axis.get(label, ""))) > LABEL for label in ("x_label", "y_label")):
        yield f"an axis label has at most {LABEL} characters [json-pointer:{pointer}/axis_config]"
    yield from _series(series, categories, pointer)


def _series(series: list[Any], categories: list[Any], pointer: str) -> Iterator[str]:
    if not 1 <= len(series) <= MOST_SERIES:
        yield f"1 to {MOST_SERIES} series [json-pointer:{pointer}/series]"
    if len({one.get("name") for one in series}) != len(series):
        yield f"series need names of their own [json-pointer:{pointer}/series]"
    for number, one in enumerate(series):
        data = one.get("data")
        points = data if isinstance(data, list) else []
        labels = [point.get("label") for point in points]
        are_numbers = all(isinstance(point.get("value"), int | float) for point in points)
        if labels != categories or not are_numbers:
            where = f"[json-pointer:{pointer}/series/{number}/data]"
            yield f"each series needs one number for each category {where}"
