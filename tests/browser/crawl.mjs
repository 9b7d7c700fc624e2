// Every page that a role can reach by links, with all checks on each, in views where each pair of choices meets.

import { everything, listen } from "./checks.mjs";
import { nameOf, open, PAIRS } from "./views.mjs";

/** Browsers' windows at work at one time; more than the cores of a small machine gain nothing. */
const LANES = 2;
const PAGES_MAX = 90;
/** Pages of one kind differ only in their number: `/cases/01H…` is looked at this many times. */
const ALIKE_MAX = 2;
/** Leaves the role, or is a file. */
const NOT_FOLLOWED = [/^\/sign-out/u, /^\/sign-in\/demo\//u, /^\/lang\b/u, /^\/language\b/u, /^\/theme\b/u, /^\/static\//u];
const FILES = /\.(csv|json|xlsx|pdf|txt|svg|png|css|js|xml)$/u;

/**
 * Crawls as each role: once wide to find the pages, then in other views. With `few`, for seeing that another database
 * changes nothing that is read, each page is looked at once, and not by axe: how it looks has been seen. What any visitor
 * sees is looked at as a visitor in all views; a role's own pages in the narrow ones besides, unless somebody at the same
 * kind of post has looked (`officer-health`, `officer-street`). The visitor goes first, the roles then go in lanes:
 * looking changes nothing.
 */
export async function crawl({ browser, house, report, pictures, few }) {
  const tools = { browser, house, report, pictures, few, first: few ? PAIRS[3] : PAIRS[0] };
  const anyones = new Set(await crawlAs("visitor", null, new Set(), tools));
  const waiting = Object.entries(house.signIn);
  const posts = new Set();
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [role, link] = next;
      const post = role.split("-")[0];
      const fewer = few || posts.has(post);
      posts.add(post);
      await crawlAs(role, link, anyones, { ...tools, few: fewer });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** The pages of one role that are not `known`, each looked at in every view it is owed. */
async function crawlAs(role, link, known, { browser, house, report, pictures, few, first }) {
  const paths = await discover({ browser, house, report, pictures, first, role, link, known });
  const others = link ? PAIRS.slice(1, 3) : PAIRS.slice(1);
  for (const view of few ? [] : others) {
    const context = await signedIn(browser, house, link, view);
    const page = await context.newPage();
    const heard = listen(page, house.address);
    for (const path of paths) {
      await look({ page, heard, house, report, pictures, role, path, view });
    }
    await context.close();
  }
  console.log(`  ${role}: ${paths.length} pages${few ? "" : ` in ${others.length + 1} views`}`);
  return paths;
}

/** Signs a role in by the one-click link the demo prints, in the language of the view. */
export async function signedIn(browser, house, link, view) {
  const context = await open(browser, view);
  if (link) {
    const page = await context.newPage();
    await page.goto(link, { waitUntil: "load" });
    await page.close();
  }
  return context;
}

/** Breadth first over links of this origin, checking each page in the first view. */
async function discover({ browser, house, report, pictures, first, role, link, known }) {
  const context = await signedIn(browser, house, link, first);
  const page = await context.newPage();
  const heard = listen(page, house.address);
  const [queue, seen, kinds, visited] = [["/"], new Set(["/"]), new Map(), []];
  while (queue.length > 0 && visited.length < PAGES_MAX) {
    const path = queue.shift();
    if (!(await look({ page, heard, house, report, pictures, role, path, view: first }))) continue;
    visited.push(path);
    const hrefs = await page.$$eval("a[href]", (links) => links.filter((a) => !a.hasAttribute("download")).map((a) => new URL(a.getAttribute("href"), document.baseURI).href));
    for (const next of hrefs.map((href) => followed(href, house.address)).filter(Boolean)) {
      const alike = kind(next);
      const count = kinds.get(alike) ?? 0;
      if (!seen.has(next) && !known.has(next) && count < ALIKE_MAX) {
        seen.add(next);
        kinds.set(alike, count + 1);
        queue.push(next);
      }
    }
  }
  await context.close();
  return visited;
}

/**
 * The path with its query, if it is a page of this house that does not end the visit. The other language is not
 * followed: the views look at both.
 */
export function followed(href, address) {
  const url = new URL(href);
  if (url.origin !== new URL(address).origin) return null;
  if (url.searchParams.has("lang")) return null;
  if (NOT_FOLLOWED.some((shape) => shape.test(url.pathname)) || FILES.test(url.pathname)) return null;
  return url.pathname + url.search;
}

/** The path with ids and query values blanked. */
export function kind(path) {
  const [where, query = ""] = path.split("?");
  const blanked = where.split("/").map((part) => (/\d/u.test(part) && part.length >= 4 ? "*" : part));
  const names = [...new URLSearchParams(query).keys()].sort();
  return `${blanked.join("/")}?${names.join("&")}`;
}

/** A link to a file begins a download instead of opening a page. */
function asFile(fault) {
  if (/Download is starting|ERR_ABORTED/u.test(fault.message)) return null;
  throw fault;
}

/** One page in one view, with every check. */
async function look({ page, heard, house, report, pictures, role, path, view }) {
  const where = `${path} as ${role}, ${nameOf(view)}`;
  return report.step(where, async () => {
    const response = await page.goto(house.address + path, { waitUntil: "load" }).catch(asFile);
    if (!(response?.headers()["content-type"] ?? "").startsWith("text/html")) return;
    report.check(response.status() < 400, `answers ${response.status()}`, where);
    report.none([...(await everything(page, view, response)), ...heard()], where);
    if (view.javaScript) await pictures.take(page, role, path.replaceAll("/", "-") || "home", view.lang, view.width);
  });
}
