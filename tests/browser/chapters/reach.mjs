// For every eye and hand: a phone magnified four times, colours that cannot be told apart, the pointer resting on a link,
// the Tab key alone, a list that comes back as it was left, dark from the first paint, a button pressed twice.

import { noHorizontalScroll } from "../checks.mjs";
import { as, looker } from "../counter.mjs";
import { expect } from "../expect.mjs";
import { visit } from "../hands.mjs";
import { alike, faintest } from "../sight.mjs";

/** Pages of different build: a front page, questions, a form, every component, a long text. */
const PAGES = ["/", "/find", "/sign-in", "/preview", "/leave-out", "/help"];
const DEFICIENCIES = ["none", "protanopia", "deuteranopia", "tritanopia", "achromatopsia"];
const TABS_MAX = 60;

export async function reach(tools) {
  const { house, page, context, view, step } = tools;
  const look = looker(tools, "reach");

  if (view.width === 360) {
    await step("a window of 320 px, as at 400 %, scrolls one way only", async () => {
      await page.setViewportSize({ width: 320, height: 512 });
      for (const path of PAGES) {
        await visit(page, house, path);
        const wrong = await noHorizontalScroll(page);
        expect(wrong.length === 0, `${path}: ${wrong.join("; ")}`);
      }
      await page.setViewportSize({ width: 360, height: 780 });
    });
  }

  if (view.javaScript) {
    await step("states are told apart by shape, whatever the eye makes of colour", async () => {
      await visit(page, house, "/preview");
      const session = await context.newCDPSession(page);
      const shapes = page.locator("#c-State ~ .preview-example .state:not(.state-large) svg[data-shape]");
      const names = await shapes.evaluateAll((all) => all.map((svg) => svg.dataset.shape));
      expect(names.length === 5 && new Set(names).size === 5, `the shapes are ${names.join(", ")}`);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        for (const type of DEFICIENCIES) {
          await session.send("Emulation.setEmulatedVisionDeficiency", { type });
          const seen = [];
          for (const shape of await shapes.all()) seen.push((await shape.screenshot()).toString("base64"));
          const same = await alike(page, seen);
          expect(same.length === 0, `${colorScheme}, ${type}: ${same.map(([a, b, share]) => `${names[a]} and ${names[b]} differ in ${share} % of their points`).join("; ")}`);
        }
      }
      await session.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
      await page.emulateMedia({ colorScheme: "light" });
    });

    await step("words under the pointer are as clear as before", async () => {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await visit(page, house, "/preview");
        for (const thing of await page.locator("main a:visible, main button:visible, summary:visible, footer button:visible").all()) {
          await thing.hover();
          const { ratio, words } = await thing.evaluate(faintest);
          expect(ratio >= 4.5, `${colorScheme}: "${words}" has ${ratio.toFixed(2)} to 1 under the pointer`);
        }
      }
      await page.emulateMedia({ colorScheme: "light" });
    });
  }

  await step("the Tab key reaches everything in the order it is read, never behind a bar", async () => {
    for (const path of PAGES.slice(0, 3)) {
      await visit(page, house, path);
      await tabThrough(page, path);
    }
  });

  await step("a list keeps its order in the address, through a reload and the way back", async () => {
    await as(tools, "admin");
    await visit(page, house, "/a/accounts?sort=-name");
    const order = () => page.locator("th[aria-sort]").evaluateAll((all) => all.map((th) => `${th.textContent.trim()} ${th.ariaSort ?? th.getAttribute("aria-sort")}`).join());
    const before = await order();
    expect(before.includes("descending"), `the order told is "${before}"`);
    await page.reload({ waitUntil: "load" });
    expect((await order()) === before, "a reload forgets the order");
    await visit(page, house, "/");
    await page.goBack({ waitUntil: "load" });
    expect((await order()) === before && new URL(page.url()).searchParams.get("sort") === "-name", "the way back forgets the order");
    const stays = await page.locator("thead th").first().evaluate((th) => getComputedStyle(th).position);
    expect(stays === "sticky", `the head of the table is ${stays}`);
    await look("list");
  });

  await step("dark is chosen without JavaScript and is dark from the first paint", async () => {
    await visit(page, house, "/");
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.locator(".theme button[value=dark]").click()]);
    const again = await visit(page, house, "/find");
    const html = await again.text();
    expect(/<html[^>]*data-theme="dark"/u.test(html), "the page is not sent dark");
    expect(html.indexOf("/static/app.") > 0 && html.indexOf("/static/app.") < html.indexOf("<body"), "the colours come after the page");
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(ground === "rgb(20, 24, 29)", `the ground is ${ground}`);
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.locator(".theme button[value=auto]").click()]);
  });

  await step("a button pressed twice begins one application", async () => {
    await as(tools, "clerk");
    const mine = async () => {
      await visit(page, house, "/e?state=draft");
      return page.locator("#cases tbody tr").count();
    };
    const before = await mine();
    await visit(page, house, "/find/epidemic/resume-work?fact-region_tier=medium&fact-symptom_headcount=0&fact-from_high_headcount=0");
    await page.getByRole("button", { name: view.lang === "en" ? "Apply now" : "开始办理" }).dblclick({ noWaitAfter: true });
    await page.waitForURL(/\/answers$/u);
    const fresh = (await mine()) - before;
    expect(fresh === 1, `it began ${fresh} applications`);
  });
}

/** Presses Tab until the page is through: each stop is seen, has a ring, and lies where one would read on. */
async function tabThrough(page, path) {
  const bent = await page.evaluate(() => [...document.querySelectorAll("[tabindex]")].filter((e) => e.tabIndex > 0).length);
  expect(bent === 0, `${path}: ${bent} elements bend the order of Tab`);
  let last = null;
  for (let n = 0; n < TABS_MAX; n += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const box = e.getBoundingClientRect();
      const look = getComputedStyle(e);
      const at = document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, box.top + Math.min(box.height, 30) / 2);
      const inline = e.getClientRects()[0] ?? box;
      const label = e.labels?.[0];
      return {
        what: `${e.tagName.toLowerCase()} "${(e.textContent || e.name || "").trim().slice(0, 20)}"`,
        ring: Math.max(parseFloat(look.outlineWidth) || 0, look.boxShadow === "none" ? 0 : 2),
        covered: at !== null && at !== e && !e.contains(at) && !at.contains(e) && !(label && label.contains(at)),
        out: inline.bottom < 0 || inline.top > window.innerHeight,
        top: inline.top + window.scrollY,
        fixed: ["fixed", "sticky"].includes(getComputedStyle(e.closest("header, nav") ?? e).position) || e.classList.contains("skip"),
      };
    });
    if (!stop) return;
    expect(stop.ring >= 2, `${path}: ${stop.what} has a ring of ${stop.ring} px`);
    expect(!stop.out, `${path}: ${stop.what} has the focus out of sight`);
    expect(!stop.covered, `${path}: ${stop.what} has the focus behind something else`);
    if (last && !stop.fixed && !last.fixed) expect(stop.top > last.top - 60, `${path}: Tab goes up from ${last.what} to ${stop.what}`);
    last = stop;
  }
}
