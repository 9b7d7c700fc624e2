// The front door: home, a page that is not there, a page that wants a person to sign in, and a stranger's form.

import { everything } from "../checks.mjs";
import { expect } from "../expect.mjs";
import { press, refused, visit } from "../hands.mjs";

export async function frontDoor({ house, page, context, view, pictures, step }) {
  await step("home opens in the visitor's language", async () => {
    const response = await visit(page, house, "/");
    expect(response.status() === 200, `home answers ${response.status()}`);
    expect((await page.locator("html").getAttribute("lang")) === view.lang, "home is in the other language");
    await pictures.take(page, "front-door-home", view.lang, view.width, view.javaScript ? "js" : "nojs");
  });

  await step("the first Tab reaches the way past the menu, with a ring that is seen", async () => {
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => {
      const e = document.activeElement;
      const look = getComputedStyle(e);
      return { href: e.getAttribute("href"), ring: Math.max(parseFloat(look.outlineWidth) || 0, look.boxShadow === "none" ? 0 : 3) };
    });
    expect(first.href?.startsWith("#"), `the first stop is ${first.href}, not a link into the page`);
    expect(first.ring >= 2, `its focus ring is ${first.ring} px wide`);
  });

  await step("a page that is not there says so calmly", async () => {
    const response = await visit(page, house, "/no-such-page");
    expect(response.status() === 404, `it answers ${response.status()}`);
    const wrong = await everything(page, view, response);
    expect(wrong.length === 0, wrong.join("; "));
  });

  await step("an empty sign-in is refused with everything that is missing", async () => {
    await visit(page, house, "/sign-in");
    const button = page.locator("main form button[type=submit], main form button:not([type])").first();
    const response = await press(page, (await button.textContent()).trim());
    const problems = await refused(page, response, view);
    expect(problems.length >= 2, `only ${problems.length} problem is told: ${problems.join(", ")}`);
    const wrong = await everything(page, view, response);
    expect(wrong.length === 0, wrong.join("; "));
  });

  await step("a form from another site is refused", async () => {
    const headers = { "Sec-Fetch-Site": "cross-site", Origin: "https://example.org" };
    const response = await context.request.post(`${house.address}/sign-in`, { headers, form: { txid: "a".repeat(26) }, maxRedirects: 0 });
    expect(response.status() === 403, `it answers ${response.status()}`);
  });

  await step("every one-click sign-in of the demo leads somewhere", async () => {
    for (const [role, link] of Object.entries(house.signIn)) {
      const response = await page.goto(link, { waitUntil: "load" });
      expect(response.status() === 200, `${role}: answers ${response.status()}`);
      const wrong = await everything(page, { ...view, javaScript: false }, response);
      expect(wrong.length === 0, `${role}: ${wrong.join("; ")}`);
    }
  });
}
