// Drives the real binary with a real browser: `node run.mjs --binary PATH [--chromium PATH] [--database URL]
// [--screenshots FOLDER] [--only crawl|story] [--chapter NAME] [--few | --all]`. `--few` looks in fewer views, `--all`
// tells the story in every one, `--chapter` tells one chapter of it. Closes with `N passed, N failed`.

import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { crawl } from "./crawl.mjs";
import { start } from "./house.mjs";
import { Pictures } from "./pictures.mjs";
import { Report } from "./report.mjs";
import { story } from "./story.mjs";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

/** What is run, in order: the story first, so that the crawl meets cases on their way. */
const ACTS = { story, crawl };

const { values } = parseArgs({
  options: {
    binary: { type: "string" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
    database: { type: "string" },
    screenshots: { type: "string" },
    only: { type: "string" },
    chapter: { type: "string" },
    few: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
  },
});
if (!values.binary || (values.only && !ACTS[values.only])) {
  console.error(`usage: node run.mjs --binary PATH [--only ${Object.keys(ACTS).join("|")}]`);
  process.exit(2);
}

const report = new Report();
const pictures = new Pictures(values.screenshots);
const house = await start(values);
const browser = await chromium.launch({ executablePath: values.chromium, headless: true, args: QUIET });
try {
  for (const [name, act] of Object.entries(ACTS)) {
    if (values.only && values.only !== name) continue;
    console.log(`${name} (${values.database ? "PostgreSQL" : "SQLite"})`);
    const { few, all, chapter } = values;
    await report.step(name, () => act({ browser, house, report, pictures, few, all, chapter }));
  }
} finally {
  await browser.close();
  await house.stop();
}
process.exitCode = report.close() ? 0 : 1;
