#!/usr/bin/env python3
"""Compares holidays.tsv day by day with PyPI chinesecalendar; exit 1 on any difference.

Usage: check_calendar.py [FOLDER]    (pip install chinesecalendar, or FOLDER holding the unpacked wheel)
"""

import datetime
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ONE = datetime.timedelta(days=1)


def ours():
    """First and last published year, and the listed exceptions: day -> worked."""
    first = last = None
    exceptions = {}
    for line in (HERE / "holidays.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("# Published years:"):
            first, last = map(int, line.split()[-2:])
        if line.startswith("#"):
            continue
        begin, end, kind, _name = line.split("\t")
        day, end = datetime.date.fromisoformat(begin), datetime.date.fromisoformat(end)
        while day <= end:
            exceptions[day] = kind == "work"
            day += ONE
    return first, last, exceptions


def main():
    if len(sys.argv) > 1:
        sys.path.insert(0, sys.argv[1])
    try:
        import chinese_calendar
    except ImportError:
        print("chinesecalendar is not installed: pip install chinesecalendar")
        return 2
    first, last, exceptions = ours()
    theirs = max(chinese_calendar.holidays).year
    compared, differences, until = 0, [], min(last, theirs)
    day = datetime.date(first, 1, 1)
    while day.year <= until:
        mine = exceptions.get(day, day.weekday() < 5)
        other = chinese_calendar.is_workday(day)
        compared += 1
        if mine != other:
            differences.append(f"{day}: {'working' if mine else 'off'} here, the other way there")
        day += ONE
    for line in differences:
        print(line)
    if theirs > last:
        differences.append(f"{theirs} is published; holidays.tsv ends with {last}: run refresh.py")
        print(differences[-1])
    print(f"{compared} days compared, {first} to {until}: {len(differences)} differences")
    return 1 if differences or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
