"""A chart block as SVG: one line for each series, with its legend and its numbers.

Source of the shape: docs.slack.dev/reference/block-kit/blocks/data-visualization-block.
"""

from collections.abc import Sequence

from markupsafe import Markup

from playground.state.workspace import Json

WIDTH, HEIGHT, EDGE = 320, 120, 8
_FIGURE = Markup(
    '<figure class="block chart"><figcaption>{title}</figcaption>'
    '<svg viewBox="0 0 {width} {height}" role="img" aria-label="{spoken}">{lines}</svg>'
    '<ul class="legend">{legend}</ul></figure>'
)
_LINE = Markup('<polyline class="series s{number}" points="{points}" />')
_NAME = Markup('<li class="s{number}">{name}: {values}</li>')


def to_html(block: Json) -> Markup:
    """The block; a kind of chart other than a line is drawn as one."""
    series = block["chart"].get("series", [])
    values = [[point["value"] for point in one["data"]] for one in series]
    every = [value for each in values for value in each]
    low, high = min([0, *every]), max([1, *every])
    drawn = [
        _LINE.format(number=number, points=_points(each, low=low, high=high))
        for number, each in enumerate(values)
    ]
    named = [
        _NAME.format(number=number, name=one["name"], values=", ".join(map(str, each)))
        for number, (one, each) in enumerate(zip(series, values, strict=True))
    ]
    categories = block["chart"].get("axis_config", {}).get("categories", [])
    return _FIGURE.format(
        title=block["title"],
        width=WIDTH,
        height=HEIGHT,
        spoken=f"{block['title']}: {', '.join(categories)}",
        lines=Markup("").join(drawn),
        legend=Markup("").join(named),
    )


def _points(values: Sequence[float], *, low: float, high: float) -> str:
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    span = HEIGHT - 2 * EDGE
    places = (
        (EDGE + step * at, HEIGHT - EDGE - span * (value - low) / (high - low))
        for at, value in enumerate(values)
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
