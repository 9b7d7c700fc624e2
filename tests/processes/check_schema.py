"""Every file named is valid by the official schema of BPMN 2.0, as SpiffWorkflow ships it."""

import pathlib
import sys

from lxml import etree
import SpiffWorkflow.bpmn.parser

SCHEMA = pathlib.Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema" / "BPMN20.xsd"
schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
safe = etree.XMLParser(no_network=True, resolve_entities=False)

files = sys.argv[1:]
failed = 0
for file in files:
    if not schema.validate(etree.parse(file, safe)):
        failed += 1
        print(f"✗ {file}")
        for error in list(schema.error_log)[:5]:
            print(f"  {error.line}: {error.message}")
print(f"{len(files) - failed} passed, {failed} failed")
sys.exit(1 if failed or not files else 0)
