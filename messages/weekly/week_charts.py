"""The charts of the weekly post, and the same numbers as a line of text.

Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block. Where Slack does not
know the block, the post goes without it and the line says everything.
"""

from collections.abc import Iterable, Mapping, Sequence

from escalation.summary.trend import Trend
from messages.slack.blocks import Json

BLOCK = "data_visualization"


def charts(trend: Trend) -> list[Json]:
    """A line chart of items, and one of the net trajectory; none for a first week."""
    items = {"Logged": trend.logged, "Closed": trend.closed, "Overdue": trend.overdue}
    drawn = (
        [_chart("Items in the last weeks", "Items", items, weeks=trend.weeks)]
        if trend.weeks
        else []
    )
    if trend.net:
        said = {"Net trajectory": trend.net}
        drawn.append(_chart("Customer impact", "Improving less worsening", said, weeks=trend.weeks))
    return drawn


def in_words(trend: Trend) -> list[str]:
    """`Logged: 1, 3, 2 · Closed: 0, 0, 2 · Overdue: 0, 0, 1 · Net trajectory: 0, +1, 0`."""
    if not trend.weeks:
        return []
    parts = [
        f"Logged: {_listed(trend.logged)}",
        f"Closed: {_listed(trend.closed)}",
        f"Overdue: {_listed(trend.overdue)}",
    ]
    signed = [f"{one:+}" if one else "0" for one in trend.net]
    parts += [f"Net trajectory: {', '.join(signed)}"] if signed else []
    return [" · ".join(parts)]


def without(post: Json) -> Json:
    """The post without its charts."""
    return {**post, "blocks": [one for one in post["blocks"] if one["type"] != BLOCK]}


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _chart(
    title: str, unit: str, series: Mapping[str, Sequence[int]], *, weeks: Sequence[str]
) -> Json:
    labels = [week.partition("-")[2] or week for week in weeks]
    return {
        "type": BLOCK,
        "title": title,
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in series.items()
            ],
            "axis_config": {"categories": labels, "x_label": "Week", "y_label": unit},
        },
    }
