// The drafter's desk: what a version asks, drawn; a change tried; a version put into force by two keys after it was
// tried on cases already filed. And, for anybody, what could be left out.

import { as, formOf, looker, markOf, send } from "../counter.mjs";
import { expect } from "../expect.mjs";
import { refused, visit } from "../hands.mjs";

/** First day of each view's version: each must begin on a day of its own. */
let day = 0;

export async function rules(tools) {
  const { house, page, view, step } = tools;
  const look = looker(tools, "rules");
  const mark = markOf(view);
  let version = "";
  let proposal = "";

  await step("anybody sees what could be left out", async () => {
    await page.context().clearCookies();
    await visit(page, house, "/leave-out");
    await look("leave-out");
  });

  await step("the desk leads to a version, its findings and its picture", async () => {
    await as(tools, "drafter");
    await visit(page, house, "/p");
    await look("desk");
    const rows = page.locator("main tr", { hasText: view.lang === "zh-CN" ? "疫情防控期间复工复产" : "Resuming work during an epidemic" });
    const first = rows.filter({ hasText: "2020.3" }); // the views before this one have published later ones
    const hrefs = await first.locator("a[href^='/p/']").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
    version = hrefs.map((href) => href.match(/^\/p\/[0-9a-f]{64}/u)?.[0]).find(Boolean);
    expect(version, `no version on the desk: ${hrefs.join(", ")}`);
    await visit(page, house, version);
    await look("version");
    await visit(page, house, `${version}/picture`);
    await look("picture");
  });

  await step("the way is drawn before and after", async () => {
    await visit(page, house, `${version}/slim`);
    await look("slim");
    await visit(page, house, `${version}/slim?service=resume-work&fact-region_tier=medium&fact-headcount=800`);
    await look("slim-applicant");
    const response = await visit(page, house, `${version}/slim?service=resume-work&fact-headcount=many`);
    expect((await page.locator("[role=alert] li").count()) === 1, `a headcount of "many" answers ${response.status()}`);
    await look("slim-refused");
  });

  const trial = async (file, change) => {
    const area = page.locator("textarea[name=text]");
    expect((await page.locator("label[for=f-text]").innerText()).includes(file), `${file} is not open`);
    const before = await area.inputValue();
    const after = change(before);
    expect(after !== before, `${file} is not changed`);
    await area.fill(after);
  };
  const presses = async (value) => {
    const button = page.locator(`main form button[value="${value}"], main form button[formaction$="/${value}"]`).first();
    const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }), button.click()]);
    return response;
  };

  await step("a mistake in an edit is shown at its line", async () => {
    await visit(page, house, `${version}/trial?file=services/resume-work.toml`);
    await look("trial");
    await trial("services/resume-work.toml", (text) => text.replace("lead = ", "leed = "));
    await presses("try");
    await look("trial-mistake");
  });

  await step("an edit is tried, counted, and proposed with a reason", async () => {
    await visit(page, house, `${version}/trial?file=services/resume-work.toml`);
    await trial("services/resume-work.toml", (text) => text.replace("promised_working_days = 2", "promised_working_days = 1"));
    await presses("try");
    await look("trial-result");
    const open = page.locator("[name=open]").first();
    if (!(await open.isVisible())) await page.locator("main details:has([name=open]) > summary").click();
    await open.selectOption("playbook.toml");
    await presses("open");
    day += 1;
    const from = `2020-04-${String(day).padStart(2, "0")}`;
    await trial("playbook.toml", (text) =>
      text.replace(/version = "[^"]*"/u, `version = "2020.4-${mark}"`).replace(/\nfrom = \S+/u, `\nfrom = ${from}`),
    );
    await presses("proposal");
    await look("propose");
    const problems = await refused(page, await send(page, page.locator("main form:has(textarea[name=reason])")), view);
    expect(problems.length === 1, `${problems.length} problems instead of one: ${problems.join(", ")}`);
    await look("propose-refused");
    await page.fill("main textarea[name=reason]", "企业要求提速");
    await send(page, page.locator("main form:has(textarea[name=reason])"));
    proposal = new URL(page.url()).pathname;
    expect(/^\/p\/proposals\/[0-9A-Z]{26}$/u.test(proposal), `it leads to ${proposal}: ${await page.locator("[role=alert]").allInnerTexts()}`);
    await look("proposal-own");
  });

  await step("a proposed version is tried on cases already filed", async () => {
    await page.locator("main a[href$='/cases']").click();
    await page.waitForLoadState("load");
    await look("rehearsal");
    const begins = async (from, to) => {
      const form = formOf(page, "cases");
      await form.locator("[name=from]").fill(from);
      await form.locator("[name=to]").fill(to);
      return send(page, form);
    };
    const problems = await refused(page, await begins("2020-03-16", "2020-03-02"), view);
    expect(problems.length === 1, `${problems.length} problems instead of one: ${problems.join(", ")}`);
    await look("rehearsal-refused");
    await begins("2020-03-02", "2020-03-16");
    expect(/\/cases\/[0-9A-Z]{26}$/u.test(page.url()), `it leads to ${page.url()}`);
    await look("rehearsal-run");
  });

  await step("another drafter approves with a reason, and it is published", async () => {
    await as(tools, "drafter-2");
    await visit(page, house, "/p/proposals");
    await look("proposals");
    await visit(page, house, proposal);
    await page.locator("main details:has(pre) > summary").last().click();
    await look("proposal");
    const form = formOf(page, proposal.split("/").pop());
    const approve = form.locator("button[value=approve]");
    const press = async () => (await Promise.all([page.waitForNavigation({ waitUntil: "load" }), approve.click()]))[0];
    const problems = await refused(page, await press(), view);
    expect(problems.length === 1, `${problems.length} problems instead of one: ${problems.join(", ")}`);
    await look("proposal-refused");
    await form.locator("textarea[name=reason]").fill("已与指挥部核对");
    expect((await press()).status() === 200, "it is not published");
    await look("proposal-published");
    await visit(page, house, "/p/proposals?state=published");
    await look("proposals-published");
  });
}
