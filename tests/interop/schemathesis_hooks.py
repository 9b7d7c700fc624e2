"""Gives Schemathesis what exists here, so that its cases reach past 404, and counts how each call was answered.

The examples of `keys.json` (see tongtu/tests/stories/api_county.rs) are answered well the first time: each is sent once
as it is. After that only its place is used, with the headers, query and body that Schemathesis made. A case that
is wrong on purpose keeps whatever is wrong about it.
"""

import atexit
import copy
import json
import os
from collections import Counter, defaultdict

import schemathesis
from schemathesis.core.parameters import ParameterLocation as Where

OWNER = os.environ["TONGTU_API_OWNER"]
FOLDER = os.environ["TONGTU_API_OUT"]

with open(os.path.join(FOLDER, "keys.json"), encoding="utf-8") as file:
    EXAMPLES = json.load(file)[OWNER]["calls"]

# how often a call got as far as this file: which place is next
turns = Counter()
# examples answered well, and how often the one in turn was sent
done = Counter()
tried = Counter()
# places that came out of an answer, which a later step of the same story asks for
known = {json.dumps(example["path"], sort_keys=True) for all in EXAMPLES.values() for example in all}
answered = defaultdict(Counter)

# An example is sent so often at most; what is refused then is told by the table.
TRIES_MAX = 12


def operation_id(case):
    return case.operation.definition.raw.get("operationId", case.operation.label)


def is_good(case, *places):
    return case.meta is None or not any(case.meta.is_negative_at(place) for place in places)


def is_wrong_on_purpose(case):
    return case.meta is not None and case.meta.generation.mode.is_negative


@schemathesis.hook
def before_call(context, case, kwargs):
    name = operation_id(case)
    examples = EXAMPLES.get(name)
    place = dict(case.path_parameters or {})
    if not examples or not is_good(case, Where.PATH):
        return
    if place and json.dumps(place, sort_keys=True) in known:
        return
    if is_wrong_on_purpose(case) or done[name] >= len(examples) or tried[name] >= TRIES_MAX:
        turns[name] += 1
        here = examples[turns[name] % len(examples)]["path"]
        if here:
            case.path_parameters = dict(here)
        return
    tried[name] += 1
    example = copy.deepcopy(examples[done[name]])
    if example["path"]:
        case.path_parameters = example["path"]
    if example["body"] is not None:
        case.body = example["body"]
        case.media_type = "application/json"
    if case.method.upper() != "GET":
        other = {key: value for key, value in (case.headers or {}).items() if key.lower() not in GIVEN}
        case.headers = {**other, "Idempotency-Key": example_key(name)}


GIVEN = ("idempotency-key", "if-match", "content-type")


def example_key(name):
    return f"example-{OWNER}-{name}-{done[name]}-{tried[name]}"[:64]


def count_example(case, response):
    name = operation_id(case)
    sent = (case.headers or {}).get("Idempotency-Key", "")
    if tried[name] and str(sent) == example_key(name):
        if response.status_code < 300:
            done[name] += 1
            tried[name] = 0
        elif tried[name] == TRIES_MAX:
            print(f"example {done[name]} of {name} is answered {response.status_code}: {response.content[:300]}")


@schemathesis.hook
def after_call(context, case, response):
    answered[operation_id(case)][response.status_code] += 1
    count_example(case, response)
    if response.status_code in (200, 201):
        try:
            told = response.json()
        except ValueError:
            return
        if isinstance(told, dict) and isinstance(told.get("id"), str) and isinstance(told.get("region"), str):
            known.add(json.dumps({"region": told["region"], "id": told["id"]}, sort_keys=True))


@atexit.register
def write():
    with open(os.path.join(FOLDER, f"answered-{OWNER}.json"), "w", encoding="utf-8") as file:
        json.dump(answered, file)
