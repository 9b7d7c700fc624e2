// Every file named is read by bpmn-moddle without a warning and judged by bpmnlint's recommended rules.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';

const require = createRequire(import.meta.url);
const Linter = require('bpmnlint/lib/linter');
const Resolver = require('bpmnlint/lib/resolver/node-resolver');

const files = process.argv.slice(2);
let failed = 0;
for (const file of files) {
  const said = [];
  // one linter a file: its rules remember what they have seen
  const linter = new Linter({ config: { extends: 'bpmnlint:recommended' }, resolver: new Resolver() });
  try {
    const { rootElement, warnings } = await new BpmnModdle().fromXML(readFileSync(file, 'utf8'));
    said.push(...warnings.map((warning) => `reading: ${warning.message}`));
    for (const [rule, reports] of Object.entries(await linter.lint(rootElement))) {
      said.push(...reports.map((report) => `${rule}: ${report.id}: ${report.message}`));
    }
  } catch (error) {
    said.push(error.message);
  }
  if (said.length > 0) {
    failed += 1;
    console.log(`✗ ${file}\n  ${said.join('\n  ')}`);
  }
}
console.log(`${files.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;
