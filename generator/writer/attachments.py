"""What lies over the cells of a sheet: validations, conditional formats, pictures, charts, notes.

The model says these things in the words of ECMA-376; here they become the words of XlsxWriter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from generator.excel import cell_name
from generator.model import Chart, Conditional, Formula, Range, Sheet, Style, Validation
from generator.writer.formats import properties

Area = tuple[int, int, int, int]
Checked = Callable[[Any], None]

OPERATORS = {
    "between": "between",
    "notBetween": "not between",
    "equal": "==",
    "notEqual": "!=",
    "greaterThan": ">",
    "lessThan": "<",
    "greaterThanOrEqual": ">=",
    "lessThanOrEqual": "<=",
}
VALIDATIONS = {"whole": "integer", "textLength": "length"}
TEXTS = {
    "containsText": "containing",
    "notContainsText": "not containing",
    "beginsWith": "begins with",
    "endsWith": "ends with",
}
PLAIN_KINDS = {
    "containsBlanks": "blanks",
    "notContainsBlanks": "no_blanks",
    "containsErrors": "errors",
    "notContainsErrors": "no_errors",
    "duplicateValues": "duplicate",
    "uniqueValues": "unique",
}
PERIODS = {
    "yesterday": "yesterday",
    "today": "today",
    "tomorrow": "tomorrow",
    "last7Days": "last 7 days",
    "lastWeek": "last week",
    "thisWeek": "this week",
    "nextWeek": "next week",
    "lastMonth": "last month",
    "thisMonth": "this month",
    "nextMonth": "next month",
}
ICONS = {
    "3Arrows": "3_arrows",
    "3ArrowsGray": "3_arrows_gray",
    "3Flags": "3_flags",
    "3TrafficLights1": "3_traffic_lights",
    "3TrafficLights2": "3_traffic_lights_rimmed",
    "3Signs": "3_signs",
    "3Symbols": "3_symbols_circled",
    "3Symbols2": "3_symbols",
    "4Arrows": "4_arrows",
    "4ArrowsGray": "4_arrows_gray",
    "4RedToBlack": "4_red_to_black",
    "4Rating": "4_ratings",
    "4TrafficLights": "4_traffic_lights",
    "5Arrows": "5_arrows",
    "5ArrowsGray": "5_arrows_gray",
    "5Rating": "5_ratings",
    "5Quarters": "5_quarters",
}


def attach(workbook: Any, worksheet: Any, sheet: Sheet, checked: Checked) -> None:
    """Put everything in its place; `checked` makes XlsxWriter's quiet refusals loud."""
    attachments = sheet.attachments
    for validation in attachments.validations:
        options = validation_options(validation)
        checked(worksheet.data_validation(*area_of(validation.ranges[0]), options))
    for conditional in attachments.conditionals:
        checked(
            worksheet.conditional_format(*area_of(conditional.ranges[0]), conditional_options(workbook, conditional))
        )
    for picture in attachments.images:
        checked(
            worksheet.insert_image(picture.row, picture.column, picture.name or "picture.png", image_options(picture))
        )
    for chart in attachments.charts:
        offset = {"x_offset": chart.x, "y_offset": chart.y}
        checked(worksheet.insert_chart(chart.row, chart.column, made_chart(workbook, sheet, chart), offset))
    for comment in attachments.comments:
        options = {"author": comment.author, "font_name": "宋体", "font_size": 9}
        checked(worksheet.write_comment(comment.row, comment.column, comment.text, options))


def area_of(area: Range) -> Area:
    """A half-open range as first and last row and column."""
    return area.first_row, area.first_column, area.last_row - 1, area.last_column - 1


def area_name(area: Range) -> str:
    """``C4:D9``."""
    first, last = cell_name(area.first_row, area.first_column), cell_name(area.last_row - 1, area.last_column - 1)
    return first if first == last else f"{first}:{last}"


def formula(given: str | Formula) -> str:
    """A formula with its ``=``."""
    text = given.text if isinstance(given, Formula) else given
    return text if not text or text.startswith("=") else f"={text}"


# ------------------------------------------------------------------------------------------ validations


def validation_options(validation: Validation) -> dict[str, Any]:
    """The options of ``data_validation``."""
    options: dict[str, Any] = {
        "validate": VALIDATIONS.get(validation.kind, "any" if validation.kind == "none" else validation.kind),
        "ignore_blank": validation.allow_blank,
        "dropdown": validation.in_cell_list,
        "show_error": validation.show_error,
        "show_input": validation.show_prompt,
        "error_type": validation.error_style,
        "error_title": validation.error_title or None,
        "error_message": validation.error or None,
        "input_title": validation.prompt_title or None,
        "input_message": validation.prompt or None,
    }
    if validation.kind == "list":
        text = formula(validation.formula1)
        options["source"] = text[2:-1].split(",") if text.startswith('="') else text
    elif validation.kind == "custom":
        options["value"] = formula(validation.formula1)
    elif validation.kind != "none":
        options["criteria"] = OPERATORS.get(validation.operator, "between")
        options["minimum" if "etween" in validation.operator else "value"] = number_or_formula(validation.formula1)
        if "etween" in validation.operator:
            options["maximum"] = number_or_formula(validation.formula2)
    if len(validation.ranges) > 1:
        options["other_cells"] = [list(area_of(area)) for area in validation.ranges[1:]]
    return options


def number_or_formula(given: str | Formula) -> float | str:
    """A bound that is a number, or a formula that gives it."""
    text = formula(given)
    try:
        number = float(text.removeprefix("="))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


# ------------------------------------------------------------------------------------------ conditional formats


def conditional_options(workbook: Any, rule: Conditional) -> dict[str, Any]:
    """The options of ``conditional_format``."""
    options = rule_options(rule, dict(rule.options))
    if rule.style is not None:
        options["format"] = workbook.add_format(differences(rule.style))
    if rule.stop_if_true:
        options["stop_if_true"] = True
    if len(rule.ranges) > 1:
        options["multi_range"] = " ".join(map(area_name, rule.ranges))
    return options


def rule_options(rule: Conditional, given: dict[str, str]) -> dict[str, Any]:
    """What kind of rule it is and what it asks."""
    kind, formulas = rule.kind, rule.formulas
    if kind == "cellIs":
        criteria = OPERATORS[rule.operator or "equal"]
        values = [number_or_formula(each) for each in formulas]
        if "between" in criteria:
            return {"type": "cell", "criteria": criteria, "minimum": values[0], "maximum": values[1]}
        return {"type": "cell", "criteria": criteria, "value": values[0]}
    if kind == "expression":
        return {"type": "formula", "criteria": formula(formulas[0])}
    if kind in TEXTS:
        return {"type": "text", "criteria": TEXTS[kind], "value": given.get("text", "")}
    if kind in PLAIN_KINDS:
        return {"type": PLAIN_KINDS[kind]}
    if kind == "timePeriod":
        return {"type": "time_period", "criteria": PERIODS[given.get("timePeriod", "today")]}
    if kind == "top10":
        percent = {"criteria": "%"} if given.get("percent") in ("1", "True", "true") else {}
        bottom = given.get("bottom") in ("1", "True", "true")
        return {"type": "bottom" if bottom else "top", "value": int(given.get("rank", "10")), **percent}
    if kind == "aboveAverage":
        return {"type": "average", "criteria": average_criteria(given)}
    return graded_options(rule, given)


def average_criteria(given: dict[str, str]) -> str:
    """Above or below, how far, equal or not."""
    side = "below" if given.get("aboveAverage") in ("0", "False", "false") else "above"
    if given.get("stdDev", "0") not in ("", "0"):
        return f"{given['stdDev']} std dev {side}"
    return f"equal or {side}" if given.get("equalAverage") in ("1", "True", "true") else side


def graded_options(rule: Conditional, given: dict[str, str]) -> dict[str, Any]:
    """Colour scales, data bars and icon sets."""
    stops = rule.stops
    if rule.kind == "colorScale":
        names = ("min", "max") if len(stops) == 2 else ("min", "mid", "max")
        options: dict[str, Any] = {"type": f"{len(stops)}_color_scale"}
        for name, stop in zip(names, stops, strict=True):
            options.update(stop_options(name, stop))
            options[f"{name}_color"] = f"#{stop[2]}"
        return options
    if rule.kind == "dataBar":
        options = {"type": "data_bar"}
        for name, stop in zip(("min", "max"), stops, strict=False):
            options.update(stop_options(name, stop))
        colors = [stop[2] for stop in stops if stop[2]]
        return {**options, "bar_color": f"#{colors[0]}"} if colors else options
    return {
        "type": "icon_set",
        "icon_style": ICONS[given.get("iconSet", "3TrafficLights1")],
        "reverse_icons": given.get("reverse") in ("1", "True", "true"),
        "icons_only": given.get("showValue") in ("0", "False", "false"),
        "icons": [
            {"criteria": ">=", "type": stop[0], "value": number_or_formula(stop[1])} for stop in reversed(stops[1:])
        ],
    }


def stop_options(name: str, stop: tuple[str, str | Formula, str]) -> dict[str, Any]:
    """One end or the middle of a scale."""
    kind, value, _ = stop
    if kind in ("min", "max"):
        return {f"{name}_type": kind}
    kind = {"num": "num", "percent": "percent", "percentile": "percentile", "formula": "formula"}.get(kind, kind)
    return {f"{name}_type": kind, f"{name}_value": number_or_formula(value) if value else 0}


def differences(style: Style) -> dict[str, Any]:
    """The format properties in which a style differs from the plain one: all that a conditional format may set.

    A solid fill is given there by its background alone (ECMA-376 part 1, 18.8.32).
    """
    plain = properties(Style())
    found = {name: value for name, value in properties(style).items() if plain.get(name) != value and name != "locked"}
    if style.fill.pattern == "solid":
        color = found.pop("fg_color", None) or found.get("bg_color")
        found.pop("pattern", None)
        if color:
            found["bg_color"] = color
    return found


# ------------------------------------------------------------------------------------------ pictures and charts


def image_options(picture: Any) -> dict[str, Any]:
    """The options of ``insert_image``; the scale brings the picture's own size to the one that was drawn."""
    own_width, own_height = own_size(picture.data)
    return {
        "image_data": BytesIO(picture.data),
        "x_offset": picture.x,
        "y_offset": picture.y,
        "x_scale": picture.width / own_width,
        "y_scale": picture.height / own_height,
        "object_position": 2 if picture.move else 3,
        "description": picture.description or None,
        "decorative": not picture.description,
    }


def own_size(data: bytes) -> tuple[float, float]:
    """A picture's size in pixels at 96 dpi, as XlsxWriter reads it."""
    from xlsxwriter.image import Image

    read = Image(BytesIO(data))
    return read.width * 96 / (read.x_dpi or 96), read.height * 96 / (read.y_dpi or 96)


def made_chart(workbook: Any, sheet: Sheet, chart: Chart) -> Any:
    """A native chart."""
    made = workbook.add_chart({"type": chart.kind})
    for number, (name, values) in enumerate(chart.series):
        gap = {"gap": chart.gap} if chart.gap is not None else {}
        cells = {"categories": reference(sheet, chart.categories), "values": reference(sheet, values)}
        made.add_series({"name": name, **cells, **gap, **series_look(chart, number)})
    if chart.kind != "pie":
        given = {"min": chart.lowest, "max": chart.highest, "num_format": chart.number_format or None}
        axes = [{"reverse": chart.is_reversed}, {name: value for name, value in given.items() if value is not None}]
        across, upright = reversed(axes) if chart.kind == "bar" else axes
        made.set_x_axis(across)
        made.set_y_axis(upright)
    if chart.title:
        made.set_title({"name": chart.title})
    else:
        made.set_title({"none": True})
    if len(chart.series) == 1:
        made.set_legend({"none": True})
    made.set_size({"width": chart.width, "height": chart.height})
    return made


COLOURS = ("#1F3864", "#C55A11", "#8FAADC", "#BFBFBF")
"""Of series, dark to light: printed in grey they still differ (luminance 54, 112, 165, 191 of 255)."""
LINES = (("solid", "circle"), ("dash", "square"), ("round_dot", "triangle"), ("long_dash_dot", "diamond"))
"""Dash and marker of lines, by which they differ in any print."""


def series_look(chart: Chart, number: int) -> dict[str, Any]:
    """The look of one of several series; a single one, and the parts of a pie, are the reader's."""
    if len(chart.series) < 2 or chart.kind == "pie":
        return {}
    colour = {"color": COLOURS[number % len(COLOURS)]}
    if chart.kind != "line":
        return {"fill": colour}
    dash, marker = LINES[number % len(LINES)]
    line = {**colour, "width": 2.25, "dash_type": dash}
    return {"line": line, "marker": {"type": marker, "size": 7, "fill": colour, "border": colour}}


def reference(sheet: Sheet, area: Range) -> Sequence[Any]:
    """A range as XlsxWriter takes it for a chart."""
    return [sheet.name, *area_of(area)]
