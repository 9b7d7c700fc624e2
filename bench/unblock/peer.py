"""The same question, asked of others: which things of a catalogue cannot be had, and where the causes lie.

peer.py NAME FILE NAME=VALUE,...    one catalogue; prints seconds of processor time, memory, blocked ids
peer.py batch FILE                  many small catalogues for clingo, each begun by a line `# NAME=VALUE,...`;
                                    prints a JSON list of blocked ids for each

clingo is given the rules through its backend, so that it neither parses nor grounds text; PySAT propagates Horn
clauses; networkx and rustworkx have no fixpoint of their own: counters in Python, then their components.
"""

import itertools
import json
import resource
import sys
import time


def profile_of(text):
    pairs = (pair.split("=", 1) for pair in text.split(",") if pair)
    return {name: int(value) if value.lstrip("-").isdigit() else value for name, value in pairs}


def read(lines, profile):
    """Nodes numbered from 0: ids (None for a need of its own), and ways as (target, at least, demands)."""
    number, ids, ways = {}, [], []

    def node(name):
        at = number.get(name)
        if at is None:
            at = number[name] = len(ids)
            ids.append(name)
        return at

    def holds(conditions):
        return all(name in profile and profile[name] == value for name, value in conditions.items())

    for text in lines:
        line = json.loads(text)
        there = holds(line.get("if", {}))
        if "held" in line:
            target, demands = node(line["held"]), []
        else:
            target, demands = node(line["service"]), []
            for need in line.get("needs", []):
                choice = sorted({node(name) for name in need["any"]})
                least = need.get("at_least", 1)
                if least == 0 or not holds(need.get("if", {})):
                    continue
                if least == 1 and len(choice) == 1:
                    demands.append(choice[0])
                else:
                    inner = len(ids)
                    ids.append(None)
                    ways.append((inner, least, choice))
                    demands.append(inner)
        if there:
            demands = sorted(set(demands))
            ways.append((target, len(demands), demands))
    return ids, ways


def clingo_blocked(ids, ways):
    import clingo

    control = clingo.Control(["--warn=none"])
    with control.backend() as backend:
        atoms = [backend.add_atom(clingo.Function("had", [clingo.Number(at)])) for at in range(len(ids))]
        for target, least, demands in ways:
            if least == len(demands):
                backend.add_rule([atoms[target]], [atoms[demand] for demand in demands])
            elif least < len(demands):
                backend.add_weight_rule([atoms[target]], least, [(atoms[demand], 1) for demand in demands])

    def solve():
        had = set()
        control.solve(on_model=lambda model: had.update(symbol.arguments[0].number for symbol in model.symbols(atoms=True)))
        return [at for at in range(len(ids)) if at not in had], None

    return solve


def pysat_blocked(ids, ways):
    from pysat.solvers import Solver

    solver = Solver(name="g4")
    there = len(ids) + 1
    for target, least, demands in ways:
        if least > len(demands):
            continue
        # at least k of n: one clause for each choice of k
        for chosen in itertools.combinations(demands, least):
            solver.add_clause([-there] + [-(demand + 1) for demand in chosen] + [target + 1])

    def solve():
        _, implied = solver.propagate(assumptions=[there])
        had = set(implied)
        return [at for at in range(len(ids)) if at + 1 not in had], None

    return solve


def counters(count, ways):
    """The fixpoint in plain Python."""
    unmet = [least for _, least, _ in ways]
    used_by = [[] for _ in range(count)]
    for way, (_, _, demands) in enumerate(ways):
        for demand in demands:
            used_by[demand].append(way)
    had, queue = bytearray(count), []
    for target, least, _ in ways:
        if least == 0 and not had[target]:
            had[target] = 1
            queue.append(target)
    for node in queue:
        for way in used_by[node]:
            unmet[way] -= 1
            target = ways[way][0]
            if unmet[way] == 0 and not had[target]:
                had[target] = 1
                queue.append(target)
    return had


def edges_of(ways):
    return [(target, demand) for target, _, demands in ways for demand in demands]


def terminal(components, follow):
    """How many components wait for nothing outside themselves."""
    of = {node: at for at, component in enumerate(components) for node in component}
    return sum(
        all(of[after] == at for node in component for after in follow(node)) for at, component in enumerate(components)
    )


def with_graph(ids, ways, make, components_of, follow_of):
    def blocked():
        had = counters(len(ids), ways)
        dead = [at for at in range(len(ids)) if not had[at]]
        waits = [
            (target, demand)
            for target, least, demands in ways
            if not had[target] and least <= len(demands)
            for demand in demands
            if not had[demand]
        ]
        graph = make(dead, waits)
        components = components_of(graph)
        return dead, terminal(components, follow_of(graph))

    return blocked


def networkx_blocked(ids, ways):
    import networkx

    def make(nodes, edges):
        graph = networkx.DiGraph()
        graph.add_nodes_from(nodes)
        graph.add_edges_from(edges)
        return graph

    components_of = lambda graph: list(networkx.strongly_connected_components(graph))
    whole = make(range(len(ids)), edges_of(ways))
    solve = with_graph(ids, ways, make, components_of, lambda graph: graph.successors)
    solve.cycles = lambda: (components_of(whole), whole.has_edge)
    return solve


def rustworkx_blocked(ids, ways):
    import rustworkx

    class Dead:
        def __init__(self, nodes, edges):
            self.nodes = list(nodes)
            self.local = {node: at for at, node in enumerate(self.nodes)}
            self.graph = rustworkx.PyDiGraph(multigraph=False)
            self.graph.add_nodes_from(self.nodes)
            self.graph.add_edges_from_no_data([(self.local[a], self.local[b]) for a, b in edges])

    whole = rustworkx.PyDiGraph(multigraph=False)
    whole.add_nodes_from(list(range(len(ids))))
    whole.add_edges_from_no_data(edges_of(ways))
    components_of = lambda dead: rustworkx.strongly_connected_components(dead.graph)
    solve = with_graph(ids, ways, Dead, components_of, lambda dead: dead.graph.successor_indices)
    solve.cycles = lambda: (rustworkx.strongly_connected_components(whole), whole.has_edge)
    return solve


PEERS = {
    "clingo": clingo_blocked,
    "pysat": pysat_blocked,
    "networkx": networkx_blocked,
    "rustworkx": rustworkx_blocked,
}


def one(name, file, profile):
    begun = time.process_time()
    with open(file, encoding="utf-8") as lines:
        ids, ways = read(lines, profile_of(profile))
    solve = PEERS[name](ids, ways)
    read_at = time.process_time()
    blocked, roots = solve()
    solved_at = time.process_time()
    answer = {
        "read_s": read_at - begun,
        "solve_s": solved_at - read_at,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "blocked": [ids[at] for at in blocked if ids[at] is not None],
        "roots": roots,
    }
    if hasattr(solve, "cycles"):
        components, has_edge = solve.cycles()
        rings = (part for part in components if len(part) > 1 or has_edge(*([next(iter(part))] * 2)))
        answer["on_cycles"] = sum(ids[at] is not None for part in rings for at in part)
    print(json.dumps(answer))


def batch(file):
    profile, lines = None, []

    def tell():
        if profile is not None:
            ids, ways = read(lines, profile)
            blocked, _ = clingo_blocked(ids, ways)()
            print(json.dumps(sorted(ids[at] for at in blocked if ids[at] is not None)))

    with open(file, encoding="utf-8") as text:
        for line in text:
            if line.startswith("#"):
                tell()
                profile, lines = profile_of(line[1:].strip()), []
            else:
                lines.append(line)
    tell()


if __name__ == "__main__":
    if sys.argv[1] == "batch":
        batch(sys.argv[2])
    else:
        one(*sys.argv[1:4])
