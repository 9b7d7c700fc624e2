"""Our event logs read by pm4py: discovery on each gives a model that every trace fits; objects and events agree.

Usage: check_event_log.py CASES.xes CASES.ocel.json [CASES.sqlite]      Exit 0: all hold.
"""

import sys
import warnings

warnings.filterwarnings("ignore")
import pm4py  # noqa: E402

passed = failed = 0


def holds(what, truth):
    global passed, failed
    passed, failed = passed + bool(truth), failed + (not truth)
    print(f"{'ok' if truth else 'FAILED'}: {what}")


def main():
    xes, ocel_json, *sqlite = sys.argv[1:]
    log = pm4py.read_xes(xes)
    traces = log["case:concept:name"].nunique()
    holds(f"XES read: {traces} traces, {len(log)} events", traces > 0 and len(log) > traces)
    holds("every event has a moment and an office", log["time:timestamp"].notna().all() and log["org:group"].notna().all())
    net, start, end = pm4py.discover_petri_net_inductive(log)
    replay = pm4py.fitness_token_based_replay(log, net, start, end)
    holds(f"inductive miner, replay: fitness {replay['log_fitness']:.3f}", replay["log_fitness"] == 1.0)
    aligned = pm4py.fitness_alignments(log, net, start, end)
    holds(f"inductive miner, alignments: fitness {aligned['averageFitness']:.3f}", aligned["averageFitness"] == 1.0)
    # a model that knows only the first trace cannot fit all of them, so that the figure above means something
    first = log[log["case:concept:name"] == log["case:concept:name"].iloc[0]]
    narrow = pm4py.discover_petri_net_inductive(first)
    holds("a model of one trace does not fit all", pm4py.fitness_alignments(log, *narrow)["averageFitness"] < 1.0)

    objects = pm4py.read_ocel2_json(ocel_json)
    kinds = set(pm4py.ocel_get_object_types(objects))
    holds(f"OCEL 2.0 JSON read: {len(objects.objects)} objects, {len(objects.events)} events", len(objects.events) > 0)
    holds("cases, steps, applicants, agencies, certificates", kinds == {"case", "step", "applicant", "agency", "certificate"})
    holds("as many events as in the XES", len(objects.events) == len(log))
    flat = pm4py.ocel_flattening(objects, "case")
    holds("flattened by case: as many traces", flat["case:concept:name"].nunique() == traces)
    if sqlite:
        same = pm4py.read_ocel2_sqlite(sqlite[0])
        holds(
            f"OCEL 2.0 SQLite: the same {len(same.events)} events and {len(same.objects)} objects",
            len(same.events) == len(objects.events)
            and len(same.objects) == len(objects.objects)
            and len(same.relations) == len(objects.relations),
        )
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


sys.exit(main())
