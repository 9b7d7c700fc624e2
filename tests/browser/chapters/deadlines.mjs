// Beyond the decision: how the days are counted, a stop, an urgent case, more days, a case taken up again, a
// reconsideration, and a promise that was not kept.

import { as, decides, filesResuming, formOf, looker, markOf, opensOfficers, promises, send, signsIn } from "../counter.mjs";
import { expect } from "../expect.mjs";
import { refused, visit } from "../hands.mjs";

export async function deadlines(tools) {
  const { house, page, view, step } = tools;
  const look = looker(tools, "deadlines");
  const mark = markOf(view);
  let base = "";
  const own = () => base.replace("/e/case/", "/e/more/");
  const desk = () => base.replace("/e/case/", "/o/more/");
  const fillIn = async (form, pairs) => {
    for (const [name, value] of Object.entries(pairs)) {
      const choice = form.locator(`input[type=radio][name=${name}][value="${value}"]`);
      if (await choice.count()) await choice.check();
      else await form.locator(`[name=${name}]`).fill(value);
    }
  };
  const does = async (act, pairs) => {
    const form = formOf(page, act);
    await fillIn(form, pairs);
    const response = await send(page, form);
    expect(response.status() === 200, `${act} answers ${response.status()}`);
    return response;
  };
  const told = async (count, act) => {
    const response = await send(page, formOf(page, act));
    const problems = await refused(page, response, view);
    expect(problems.length === count, `${act}: ${problems.length} problems instead of ${count}: ${problems.join(", ")}`);
  };

  await step("the clock is explained, turn by turn and day by day", async () => {
    await as(tools, "clerk");
    base = await filesResuming(tools);
    await visit(page, house, base);
    await look("case");
    await visit(page, house, own());
    await page.locator("main details summary").first().click();
    expect((await page.locator("main details tbody tr").count()) >= 2, "the days are not told one by one");
    await look("clock");
  });

  await step("urgent handling is asked for with a reason", async () => {
    await told(1, "express");
    await look("express-refused");
    await does("express", { reason: "隔离病区等着口罩布" });
    await look("express-asked");
  });

  await step("the lead agency answers, and the case is promised sooner", async () => {
    await as(tools, "head-industry");
    await visit(page, house, desk());
    await look("express-desk");
    await told(2, "answer");
    await look("express-desk-refused");
    await does("answer", { answer: "yes", reason: "情况属实" });
    await visit(page, house, "/o");
    await look("queue");
  });

  await step("a special procedure stops the clock and lets it go on", async () => {
    await as(tools, "officer-health");
    await visit(page, house, desk());
    await told(3, "stop");
    await look("stop-refused");
    const form = formOf(page, "stop");
    await form.locator("input[name=cause]").first().check();
    await fillIn(form, { expected: "2020-03-24", reason: "请专家评审防控方案" });
    expect((await send(page, form)).status() === 200, "the clock is not stopped");
    await look("stopped");
    await as(tools, "clerk");
    await visit(page, house, own());
    await look("stopped-own");
    await as(tools, "officer-health");
    await visit(page, house, desk());
    await does("go-on", { reason: "评审通过" });
  });

  await step("more days are asked by one officer and approved by another", async () => {
    await as(tools, "officer-industry");
    await visit(page, house, desk());
    await told(2, "extension");
    await look("extension-refused");
    await does("extension", { days: "1", reason: "名册要向外省核对" });
    await look("extension-asked");
    expect((await formOf(page, "answer").count()) === 0, "who asks is offered to approve");
    await as(tools, "head-industry");
    await visit(page, house, desk());
    await does("answer", { answer: "yes", reason: "情况属实" });
    await look("extension-granted");
    await as(tools, "clerk");
    await visit(page, house, own());
    await look("extension-own");
  });

  await step("what was granted in error is taken up again, and decided the other way", async () => {
    await as(tools, "officer-health");
    await decides(tools, base, "health-review", "approve");
    await as(tools, "officer-industry");
    await decides(tools, base, "industry-review", "approve");
    await decides(tools, base, "decision", "approve");
    await visit(page, house, desk());
    await told(1, "reopen");
    await does("reopen", { reason: "单位名称写错" });
    await look("reopened");
    await as(tools, "clerk");
    await visit(page, house, base);
    await look("reopened-own");
    await as(tools, "officer-industry");
    await decides(tools, base, "industry-review", "refuse", "名册与参保人数不符");
    await as(tools, "clerk");
    await visit(page, house, base);
    await look("refused");
  });

  await step("the letter says what was decided, why, and where to turn", async () => {
    await page.locator("main a[href^='/decision/']").first().click();
    await page.waitForLoadState("load");
    await look("letter");
    const sheets = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
    expect(sheets.match(/\/Type\s*\/Page\b(?!s)/gu)?.length === 1, "a refusal is printed on one A4 sheet");
  });

  await step("reconsideration is asked for, and decided by somebody else", async () => {
    await visit(page, house, own());
    await told(1, "review");
    await look("review-refused");
    await does("review", { grounds: "名册与参保一致，已附证明" });
    await look("review-asked");
    const review = new URL(page.url()).pathname.replace("/e/", "/o/");
    await as(tools, "officer-industry");
    await visit(page, house, review);
    await fillIn(formOf(page, "review"), { outcome: "changed" });
    expect((await refused(page, await send(page, formOf(page, "review")), view)).length === 2, "who refused looks again");
    await look("review-same-officer");
    await as(tools, "officer-industry-2");
    await visit(page, house, review);
    await does("review", { outcome: "changed", reason: "名册属实" });
    await look("review-changed");
    await as(tools, "clerk");
    await visit(page, house, own());
    await look("review-own");
    await visit(page, house, base);
    await look("review-case");
  });

  await step("a promise that was not kept is heard, then what it gave is taken back", async () => {
    const [first, second] = [`farm-1-${mark}`, `farm-2-${mark}`];
    await opensOfficers(tools, { [first]: "agriculture", [second]: "agriculture" });
    await as(tools, "clerk");
    base = await promises(tools);
    await signsIn(tools, first);
    await visit(page, house, desk());
    await look("check-desk");
    await told(2, "check");
    await does("check", { found: "doubt", reason: "有人发热仍在卖货" });
    await look("check-doubt");
    await as(tools, "clerk");
    await visit(page, house, own());
    await look("check-own");
    await does("check", { reason: "当天下午已停业" });
    await signsIn(tools, first);
    await visit(page, house, desk());
    await does("check", { found: "broken", reason: "停业前已卖货两天" });
    await look("check-broken");
    await as(tools, "clerk");
    await visit(page, house, base);
    await look("revoked");
    await page.locator("main a[href^='/certificate/']").first().click();
    await page.waitForLoadState("load");
    await look("revoked-certificate");

    // somebody else finds for the shop, so that it may promise again
    await visit(page, house, own());
    await does("review", { grounds: "停业有监控为证" });
    const review = new URL(page.url()).pathname.replace("/e/", "/o/");
    await signsIn(tools, second);
    await visit(page, house, review);
    await does("review", { outcome: "changed", reason: "监控显示已停业" });
  });
}
