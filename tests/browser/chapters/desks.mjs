// An officer's desk: filters in the address, a saved view, dense and wide rows, keys that can be switched off, taking a
// step, and a message that arrives.

import { everything } from "../checks.mjs";
import { expect } from "../expect.mjs";
import { press, refused, visit } from "../hands.mjs";

export async function desks({ house, page, view, pictures, step }) {
  const say = (chinese, english) => (view.lang === "zh-CN" ? chinese : english);
  const mark = `${view.lang.slice(0, 2)}-${view.width}-${view.javaScript ? "js" : "nojs"}`;
  const look = async (name, response) => {
    const wrong = await everything(page, view, response);
    expect(wrong.length === 0, `${name}: ${wrong.join("; ")}`);
    await pictures.take(page, "desks", name, view.lang, view.width, view.javaScript ? "js" : "nojs");
  };
  const as = async (role) => {
    await page.context().clearCookies();
    await page.goto(house.signIn[role], { waitUntil: "load" });
  };

  await step("the queue keeps filter, order and spacing in the address", async () => {
    await as("officer-health");
    await visit(page, house, "/o?sort=-filed&state=all");
    expect((await page.locator("th[aria-sort=descending]").count()) === 1, "the order is not told");
    await page.getByRole("link", { name: say("疏：宽松行距", "Wide rows") }).click();
    await page.waitForLoadState("load");
    const address = new URL(page.url()).searchParams;
    expect(address.get("rows") === "wide" && address.get("sort") === "-filed", `the address is ${page.url()}`);
    await look("queue");
  });

  await step("a view is kept under a name", async () => {
    await visit(page, house, "/o?due=soon");
    const none = await press(page, say("保存视图", "Save view"));
    await refused(page, none, view);
    await page.locator("[name=name]").fill(`due soon ${mark}`);
    await press(page, say("保存视图", "Save view"));
    await page.getByRole("link", { name: `due soon ${mark}` }).first().click();
    await page.waitForLoadState("load");
    expect(new URL(page.url()).searchParams.get("due") === "soon", "the view leads elsewhere");
    await look("views");
  });

  await step("nothing ticked is told, nothing to hand over too", async () => {
    await visit(page, house, "/o/hand-over");
    await look("hand-over");
  });

  if (view.javaScript) {
    await step("keys move, search and can be switched off", async () => {
      await visit(page, house, "/o?state=all");
      await page.keyboard.press("/");
      expect(await page.evaluate(() => document.activeElement.type === "search"), "`/` does not lead to the search");
      await page.evaluate(() => document.activeElement.blur());
      if (await page.locator("[data-keys] tbody tr").count()) {
        await page.keyboard.press("j");
        expect(await page.evaluate(() => document.activeElement.closest("tr") !== null), "`j` does not reach a row");
      }
      await page.keyboard.press("?");
      expect(await page.locator("#keys").evaluate((e) => e.open), "`?` does not open the help");
      await page.getByRole("button", { name: say("关闭快捷键", "Switch keys off") }).click();
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press("/");
      expect(await page.evaluate(() => document.activeElement.type !== "search"), "keys that are off still act");
      await page.getByRole("button", { name: say("打开快捷键", "Switch keys on") }).click();
      await look("keys");
    });
  }

  await step("a step is taken and a message sent", async () => {
    await visit(page, house, "/o?state=all");
    const first = page.locator("[data-keys] tbody tr a[href^='/o/case/']").first();
    if (!(await first.count())) return;
    const href = await first.getAttribute("href");
    await visit(page, house, href);
    await look("case");
    await visit(page, house, href.replace("/o/case/", "/o/talk/").replace(/\/[^/]+$/u, ""));
    const empty = await press(page, say("发送", "Send"));
    await refused(page, empty, view);
    await page.locator("[name=body]").fill(`hello ${mark}`);
    await press(page, say("发送", "Send"));
    expect((await page.locator("main").innerText()).includes(`hello ${mark}`), "the message is not there");
    await look("talk");
  });

  await step("the supervisor's figures lead to their lists, and a case is read whole", async () => {
    await as("supervisor");
    await visit(page, house, "/s");
    expect((await page.locator(".loads svg").count()) >= 4, "the loads are not drawn");
    expect((await page.locator(".loads-late").count()) > 0, "nothing late is drawn in a county that has something late");
    await look("supervisor");
    const figure = page.locator(".figures a[href*='mark=correction']");
    const number = (await figure.locator("strong").innerText()).trim();
    expect(Number(number) > 0, "the demo has nothing sent back");
    await figure.click();
    await page.waitForLoadState("load");
    expect((await page.locator("tbody tr").count()) === Number(number), `${number} are counted, others are listed`);
    await look("supervisor-list");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("a[href*='/s/list/export.csv']").click(),
    ]);
    expect(file.suggestedFilename() === `watched-${number}.csv`, `the file is called ${file.suggestedFilename()}`);
    await visit(page, house, "/s/alerts");
    await look("supervisor-alerts");
    await visit(page, house, "/s/list");
    await page.locator("tbody a[href^='/s/case/']").first().click();
    await page.waitForLoadState("load");
    expect((await page.locator(".spans-held").count()) > 0, "who holds what is not drawn");
    await look("whole-case");
  });

  await step("the auditor reads the journal, has it checked, and sees who looked", async () => {
    await as("auditor");
    await visit(page, house, "/audit?act=case/file");
    expect((await page.locator("tbody tr").count()) > 0, "no filing stands in the journal");
    await look("journal");
    await visit(page, house, "/audit");
    await press(page, say("现在从头核对", "Check everything now"));
    expect(/(条为止完整|whole up to entry)/u.test(await page.locator("#chain").innerText()), "the chain is not said to be whole");
    await look("journal-checked");
    const wrong = await page.goto(`${house.address}/audit?from=2020-03-17&to=2020-03-16`);
    await refused(page, wrong, view);
    await visit(page, house, "/audit/looked");
    expect((await page.locator("tbody tr").count()) > 0, "nobody has looked at anything");
    await look("looked");
  });

  await step("a head names a deputy; experts are asked", async () => {
    await as("head-industry");
    await visit(page, house, "/o/alerts");
    await look("alerts");
    await visit(page, house, "/o/deputy");
    const empty = await press(page, say("指定代理人", "Name a deputy"));
    await refused(page, empty, view);
    await look("deputy");
    await as("officer-emergency");
    await visit(page, house, "/o/opinions");
    await look("opinions");
  });
}
