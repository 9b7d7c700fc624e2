// What a person does with a page, by the words they see: fill a field by its label, press a button, follow a link.
// Works with and without JavaScript in the page.

import { expect } from "./expect.mjs";

/** Opens a path of the house and waits until it stands. */
export async function visit(page, house, path) {
  return page.goto(house.address + path, { waitUntil: "load" });
}

/** Types into the field with this label (a text or a pattern). */
export async function fill(page, label, value) {
  await page.getByLabel(label).first().fill(value);
}

/** Chooses one answer of a question by its words. */
export async function choose(page, words) {
  await page.getByLabel(words, { exact: true }).first().check();
}

/** Presses a button and waits for the page that answers. */
export async function press(page, words) {
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.getByRole("button", { name: words }).first().click()]);
  return response;
}

/** Follows a link by its words. */
export async function follow(page, words) {
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.getByRole("link", { name: words }).first().click()]);
  return response;
}

/**
 * The page is a refusal as it should be: status 422, its title says so, all problems stand in one summary that has
 * the focus (where scripts may set it), and each of its links leads to its field.
 * @returns the texts of the summary's links
 */
export async function refused(page, response, { lang, javaScript }) {
  expect(response.status() === 422, `a refused form answers ${response.status()}, not 422`);
  const begin = lang === "en" ? "Error:" : "错误：";
  expect((await page.title()).startsWith(begin), `the title of a refused form is "${await page.title()}"`);
  const summary = page.locator(".error-summary, [role=alert]").first();
  expect(await summary.isVisible(), "a refused form shows no summary");
  if (javaScript) {
    const focused = await summary.evaluate((e) => e === document.activeElement || e.contains(document.activeElement));
    expect(focused, "the focus is not on the summary of problems");
  }
  const links = summary.locator("a[href^='#']");
  for (const link of await links.all()) {
    const id = (await link.getAttribute("href")).slice(1);
    expect(await page.locator(`[id="${id}"]`).count(), `a problem points to #${id}, which is not on the page`);
    await link.click();
    const landed = await page.evaluate((id) => document.activeElement?.id === id || location.hash === `#${id}`, id);
    expect(landed, `the problem's link does not lead to #${id}`);
  }
  const passwords = await page.locator("input[type=password]").evaluateAll((fields) => fields.filter((f) => f.value !== "").length);
  expect(passwords === 0, "a refused form keeps a password");
  return links.allTextContents();
}
