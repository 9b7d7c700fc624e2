"""Findings of playbooks as SARIF against the schema that OASIS publishes: check_sarif.py PROGRAM PLAYBOOK..."""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

HERE = pathlib.Path(__file__).parent
SCHEMA = json.loads((HERE / "sarif-schema-2.1.0.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def log(program, playbook):
    said = subprocess.run([program, "lint", playbook, "--format", "sarif"], capture_output=True, check=False)
    return json.loads(said.stdout)


def faulty(folder):
    """A playbook that does not read: mistakes of form are findings too."""
    book = pathlib.Path(folder) / "书 1"
    book.mkdir()
    (book / "playbook.toml").write_text("[playbook]\nid = 3\nname = \"书\nversion = \n")
    return str(book)


def main():
    program, playbooks = sys.argv[1], sys.argv[2:]
    wrong = results = 0
    with tempfile.TemporaryDirectory() as folder:
        for playbook in [*playbooks, faulty(folder)]:
            found = log(program, playbook)
            results += len(found["runs"][0]["results"])
            for error in VALIDATOR.iter_errors(found):
                wrong += 1
                print(f"{playbook}: {error.json_path}: {error.message[:200]}")
    print(f"{results} findings of {len(playbooks) + 1} playbooks, {wrong} places against the schema")
    sys.exit(1 if wrong or not results else 0)


main()
