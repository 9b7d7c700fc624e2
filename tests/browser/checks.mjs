// What must hold on every page, whoever looks at it; each check gives a list of what is wrong.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** The rules of axe that look at colours. */
const OF_COLOUR = ["color-contrast", "link-in-text-block"];
const MESSAGES_MAX = 4;

/** Accessibility by axe, in the colours the page shows now. Needs JavaScript in the page. */
export async function axe(page) {
  await page.evaluate(axeSource);
  return judged(page, { type: "tag", values: AXE_TAGS });
}

/** Axe in light colours, and what dark ones may change of it. */
export async function axeInBothColours(page) {
  const light = await axe(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await judged(page, { type: "rule", values: OF_COLOUR });
  await page.emulateMedia({ colorScheme: "light" });
  return [...light, ...dark.map((what) => `${what} [dark]`)];
}

/** What axe, there already, finds by these rules. */
function judged(page, runOnly) {
  return page.evaluate(
    (runOnly) =>
      globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] }).then((result) =>
        result.violations.map((v) => `axe ${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")})`),
      ),
    runOnly,
  );
}

/** Nothing is wider than the window but what scrolls in a box of its own; no button or tag cuts its text. */
export function noHorizontalScroll(page) {
  return page.evaluate(() => {
    const wrong = [];
    const root = document.documentElement;
    if (root.scrollWidth > window.innerWidth) {
      const wide = [...document.querySelectorAll("body *")].filter(
        (e) => e.getBoundingClientRect().right > window.innerWidth + 1 && !e.closest(".table-scroll, pre"),
      );
      const names = wide.slice(0, 3).map((e) => e.tagName.toLowerCase() + (e.className ? `.${String(e.className).split(" ")[0]}` : ""));
      wrong.push(`scrolls sideways: ${root.scrollWidth} > ${window.innerWidth} (${names.join(", ")})`);
    }
    for (const e of document.querySelectorAll("button, .button, .badge, .tag, .state, [role=tab]")) {
      if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && e.clientWidth > 0) {
        wrong.push(`cuts its text: ${e.tagName.toLowerCase()} "${e.textContent.trim().slice(0, 30)}"`);
      }
    }
    return wrong;
  });
}

/** Every field has a real label, by `for` or around it; a placeholder is none. */
export function realLabels(page) {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll("input, select, textarea")];
    const named = fields.filter((f) => !["hidden", "submit", "button", "reset", "image"].includes(f.type) && !f.closest("[hidden]"));
    const bare = named.filter((f) => ![...(f.labels ?? [])].some((label) => label.textContent.trim() !== ""));
    return bare.map((f) => `field without a label: ${f.tagName.toLowerCase()} name="${f.name}"`);
  });
}

/** The language of the page, its title, and that exactly one first heading is there. */
export function head(page, lang) {
  return page.evaluate((lang) => {
    const wrong = [];
    if (document.documentElement.lang !== lang) wrong.push(`html lang is "${document.documentElement.lang}", not "${lang}"`);
    if (!document.title.trim().endsWith("— 通途")) wrong.push(`title does not end in "— 通途": "${document.title}"`);
    const headings = document.querySelectorAll("h1").length;
    if (headings !== 1) wrong.push(`${headings} first headings`);
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    const twice = ids.find((id, n) => ids.indexOf(id) !== n);
    if (twice) wrong.push(`id "${twice}" stands twice`);
    return wrong;
  }, lang);
}

/** Keys without words, blanks not filled in, and numbers of people that must be masked, in the whole HTML. */
export function text(html) {
  const wrong = [];
  const key = html.match(/⟦[^⟧]*⟧/u);
  if (key) wrong.push(`shows a key instead of words: ${key[0]}`);
  if (html.includes("{$")) wrong.push("shows an unfilled blank {$");
  const visible = html.replace(/<(script|style)\b[\s\S]*?<\/\1>/giu, "").replace(/<[^>]*>/gu, " ");
  const blank = visible.match(/\{[a-z_]+\}/u);
  if (blank && !/<code|<pre/u.test(html)) wrong.push(`shows an unfilled blank ${blank[0]}`);
  if (/(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/u.test(html)) wrong.push("shows an identity number of 18 digits unmasked");
  if (/(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z])/u.test(html)) wrong.push("shows a mobile number of 11 digits unmasked");
  return wrong;
}

/** Every badge of a state has words and a shape, so that it can be told without colour. */
export function shapes(page) {
  return page.evaluate(() => {
    const badges = [...document.querySelectorAll(".state, [data-state]")];
    const bare = badges.filter((b) => b.textContent.trim() === "" || !b.querySelector("svg[data-shape]"));
    return bare.map((b) => `state without words or shape: "${b.textContent.trim().slice(0, 30)}"`);
  });
}

/** The headers each page comes with. */
export function headers(response) {
  const policy = response.headers()["content-security-policy"] ?? "";
  const wrong = [];
  if (!policy) wrong.push("no Content-Security-Policy");
  if (policy.includes("unsafe-")) wrong.push(`Content-Security-Policy allows unsafe: ${policy}`);
  return wrong;
}

/** What leaves for the network; the browser's own parts (chrome://, its PDF viewer's chrome-extension://) do not. */
const NETWORK = /^(https?|wss?|ftp):/i;

/** Listens to a page from its first moment: errors on its console, and requests to any other origin. */
export function listen(page, address) {
  const heard = [];
  const origin = new URL(address).origin;
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !isExpected(message)) heard.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (fault) => heard.push(`script: ${fault.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (NETWORK.test(url) && !url.startsWith(origin + "/")) heard.push(`asks another origin: ${url}`);
  });
  page.on("response", (response) => {
    const kind = response.request().resourceType();
    if (response.status() >= 400 && kind !== "document") heard.push(`${kind} answered ${response.status()}: ${new URL(response.url()).pathname}`);
  });
  return () => heard.splice(0, heard.length).slice(0, MESSAGES_MAX);
}

/** A document that answers 4xx on purpose writes one line to the console by itself. */
function isExpected(message) {
  return message.text().startsWith("Failed to load resource: the server responded with a status of 4");
}

/** All checks that need only the page as it stands. */
export async function everything(page, { lang, javaScript }, response) {
  const found = [
    ...(await head(page, lang)),
    ...text(await page.content()),
    ...(await noHorizontalScroll(page)),
    ...(await realLabels(page)),
    ...(await shapes(page)),
    ...(response ? headers(response) : []),
  ];
  if (javaScript) found.push(...(await axeInBothColours(page)));
  return found;
}
