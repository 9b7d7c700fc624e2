"""Our catalogue in Turtle against the shapes of CPSV-AP 3.2.0, judged by pySHACL; then broken copies, which must fail.

Usage: check_cpsv_ap.py CATALOGUE.ttl …      Exit 0: all conform and every broken copy was refused.
"""

import csv
import sys
from pathlib import Path

from pyshacl import validate
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SH, XSD

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "atu": "http://data.europa.eu/88u/dataset/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
SHAPES = Namespace("urn:tongtu:shape:")
DCT = Namespace(PREFIXES["dct"])
CPSV = Namespace(PREFIXES["cpsv"])
CV = Namespace(PREFIXES["cv"])


def full(short):
    prefix, name = short.split(":", 1)
    return URIRef(PREFIXES[prefix] + name)


def shapes(table):
    """The facts of the table as SHACL."""
    graph = Graph()
    with open(table, encoding="utf-8") as file:
        rows = [row for row in csv.reader(file, delimiter="\t") if row and not row[0].startswith("#")]
    assert len(rows) > 90, "the table of shapes is cut short"
    for target, path, least, most, kind, range_ in rows:
        shape = SHAPES[target.replace(":", "-")]
        graph.add((shape, RDF.type, SH.NodeShape))
        graph.add((shape, SH.targetClass, full(target)))
        rule = BNode()
        graph.add((shape, SH.property, rule))
        graph.add((rule, SH.path, full(path)))
        if least != "0":
            graph.add((rule, SH.minCount, Literal(int(least), datatype=XSD.integer)))
        if most != "*":
            graph.add((rule, SH.maxCount, Literal(int(most), datatype=XSD.integer)))
        if kind == "class":
            graph.add((rule, SH["class"], full(range_)))
        if kind == "datatype":
            graph.add((rule, SH.datatype, full(range_)))
    return graph


def conforms(data, rules):
    good, _, told = validate(data, shacl_graph=rules, inference="none", advanced=False)
    return good, told


def broken_copies(data):
    """Each with one thing wrong that the profile forbids."""
    service = next(data.subjects(RDF.type, CPSV.PublicService))

    def without(path):
        copy = Graph() + data
        copy.remove((service, path, None))
        return copy

    yield "a service without a title", without(DCT.title)
    yield "a service without an authority", without(CV.hasCompetentAuthority)
    twice = Graph() + data
    twice.add((service, DCT.identifier, Literal("another")))
    yield "a service with two identifiers", twice
    untagged = without(DCT.description)
    untagged.add((service, DCT.description, Literal("no language")))
    yield "a description without a language", untagged
    stray = Graph() + data
    stray.add((service, CPSV.produces, URIRef("urn:nowhere")))
    yield "an output that is none", stray


def main():
    rules = shapes(Path(__file__).with_name("cpsv-ap-3.2.0.tsv"))
    passed = failed = 0
    for name in sys.argv[1:]:
        data = Graph().parse(name, format="turtle")
        services = len(set(data.subjects(RDF.type, CPSV.PublicService)))
        good, told = conforms(data, rules)
        good = good and services > 0
        passed, failed = passed + good, failed + (not good)
        print(f"{'ok' if good else 'FAILED'}: {Path(name).name}: {services} services, {len(data)} statements")
        if not good:
            print(told)
            continue
        for what, copy in broken_copies(data):
            refused = not conforms(copy, rules)[0]
            passed, failed = passed + refused, failed + (not refused)
            print(f"{'ok' if refused else 'FAILED'}: refused: {what}")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


sys.exit(main())
