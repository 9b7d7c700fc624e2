// One application from “what do I need” to a certificate that verifies: two agencies side by side, one correction,
// everything missing told at once, a wrong file refused.

import { everything } from "../checks.mjs";
import { expect } from "../expect.mjs";
import { press, refused, visit } from "../hands.mjs";

/** A PDF of one empty page: real enough to be looked at by its content. */
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

const SERVICE = "/find/epidemic/resume-work";

export async function approvals({ house, page, view, pictures, step }) {
  const zh = view.lang === "zh-CN";
  const say = (chinese, english) => (zh ? chinese : english);
  const look = async (name) => {
    const wrong = await everything(page, view);
    expect(wrong.length === 0, `${name}: ${wrong.join("; ")}`);
    await pictures.take(page, "approvals", name, view.lang, view.width, view.javaScript ? "js" : "nojs");
  };
  const as = async (role) => {
    await page.context().clearCookies();
    const response = await page.goto(house.signIn[role], { waitUntil: "load" });
    expect(response.status() === 200, `signing in as ${role} answers ${response.status()}`);
  };
  let base = "";
  let verify = "";

  await step("the finder asks, and answers with an exact list", async () => {
    await as("clerk");
    await visit(page, house, SERVICE);
    const main = page.locator("main");
    expect(/还差一点信息|Not settled yet/u.test(await main.innerText()), "nothing answered, yet the verdict is settled");
    await page.locator("input[name=fact-region_tier][value=medium]").check();
    await press(page, say("看看要办什么", "Show what it takes"));
    const text = await main.innerText();
    expect(text.includes(say("需要办理", "You have to ask for this")), "a medium tier does not lead to the application");
    for (const paper of say(["防控方案", "返岗人员名册", "复工承诺书", "口罩"], ["Prevention plan", "Roster of returning staff", "Promise on resuming work", "Order for masks"])) {
      expect(text.includes(paper), `the list lacks ${paper}`);
    }
    expect(new URL(page.url()).searchParams.get("fact-region_tier") === "medium", "the answers are not in the address");
    await look("finder");
  });

  await step("in a low-risk area there is nothing to ask for", async () => {
    await visit(page, house, `${SERVICE}?fact-region_tier=low`);
    const text = await page.locator("main").innerText();
    expect(text.includes(say("不需要办", "Nothing to ask for")), "low risk, yet it has to be asked for");
    expect((await page.getByRole("button", { name: say("开始办理", "Apply now") }).count()) === 0, "one can apply for nothing");
    await look("finder-low");
  });

  await step("an application begins with what the finder was told", async () => {
    await visit(page, house, `${SERVICE}?fact-region_tier=medium&fact-symptom_headcount=0&fact-from_high_headcount=0`);
    await press(page, say("开始办理", "Apply now"));
    base = new URL(page.url()).pathname.replace(/\/answers$/u, "");
    expect(/^\/e\/case\/990121\/[0-9A-Z]{26}$/u.test(base), `the draft stands at ${base}`);
    expect(await page.locator("input[name=fact-region_tier][value=medium]").isChecked(), "the finder's answer is lost");
    expect((await page.locator("[name=fact-headcount]").count()) === 0, "the register's headcount is asked again");
    await look("answers");
  });

  await step("filing too early is refused with everything that is missing", async () => {
    await visit(page, house, `${base}/check`);
    const response = await press(page, say("提交申请", "File"));
    expect(response.status() === 422, `it answers ${response.status()}`);
    const lines = await page.locator("[role=alert] li").count();
    // the declaration, three answers, two of yes or no, four papers
    expect(lines >= 7, `only ${lines} things are told`);
    await look("check-refused");
  });

  await step("the answers are kept, a wrong one is refused with the rest", async () => {
    await visit(page, house, `${base}/answers`);
    await page.locator("[name=fact-symptom_headcount]").fill("-3");
    const response = await press(page, say("继续", "Continue"));
    const problems = await refused(page, response, view);
    expect(problems.length === 1, `${problems.length} problems instead of one`);
    await look("answers-refused");
    await page.locator("[name=fact-symptom_headcount]").fill("0");
    await page.locator("[name=fact-workplace_address]").fill(say("城关镇河滨路 18 号", "18 Riverside Road"));
    await page.locator("[name=fact-resume_on]").fill("2020-03-20");
    await page.locator("[name=fact-contact_phone]").fill("13800000000");
    for (const fact of ["has_canteen", "has_dormitory", "central_air"]) {
      const no = page.locator(`input[name=fact-${fact}][value=no]`);
      if (await no.count()) await no.check();
    }
    await press(page, say("继续", "Continue"));
    expect(page.url().endsWith("/papers"), `it leads to ${page.url()}`);
    await look("papers");
  });

  const hand = async (need, { evidence, name = `${need}.pdf`, body = PDF } = {}) => {
    const form = page.locator(`#need-${need} form[enctype="multipart/form-data"]`);
    if (evidence) await form.locator(`input[name=evidence][value=${evidence}]`).check();
    const date = form.locator("input[type=date], input[name^='issued-']");
    if (await date.count()) await date.first().fill("2020-03-14");
    const file = form.locator("input[type=file]");
    if (await file.count()) await file.setInputFiles({ name, mimeType: "application/pdf", buffer: body });
    else await form.locator("input[type=checkbox]").check();
    const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }), form.locator("button[type=submit]").click()]);
    return response;
  };

  await step("a program that calls itself PDF is refused", async () => {
    const response = await hand("staff-roster", { name: "名册.pdf", body: Buffer.from("MZ\u0090\u0000 not a paper") });
    const problems = await refused(page, response, view);
    expect(problems.length === 1, `${problems.length} problems instead of one`);
    await look("papers-refused");
  });

  await step("each paper is handed in once, a commitment is ticked", async () => {
    await visit(page, house, `${base}/papers`);
    await hand("prevention-plan");
    await hand("staff-roster", { name: "返岗人员名册.pdf" });
    await hand("resume-commitment");
    await hand("masks", { evidence: "mask-order" });
    expect((await page.locator("main .state-ok").count()) >= 4, "a paper handed in does not show");
    await look("papers-done");
  });

  let number = "";
  await step("the application is filed and answered with a receipt", async () => {
    await visit(page, house, `${base}/check`);
    expect((await page.locator("[role=alert]").count()) === 0, `still missing: ${await page.locator("[role=alert]").allInnerTexts()}`);
    await look("check");
    await page.locator("input[name=declare]").check();
    await press(page, say("提交申请", "File"));
    expect(page.url().endsWith("/receipt"), `it leads to ${page.url()}`);
    number = (await page.locator(".number-big").innerText()).trim();
    expect(/^990121-\d{8}-\d{4,}-[\dX]$/u.test(number), `the number is ${number}`);
    await look("receipt");
  });

  const open = async () => {
    await visit(page, house, `/o?q=${encodeURIComponent(number)}&state=open`);
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.getByRole("link", { name: number }).first().click()]);
  };
  const decide = async (verdict, { reason = "", asks = [] } = {}) => {
    await page.locator(`input[name=verdict][value=${verdict}]`).check();
    for (const ask of asks) await page.locator(`input[name=asks][value="${ask}"]`).check();
    await page.locator("textarea[name=reason]").fill(reason);
    return press(page, say("提交意见", "Give the decision"));
  };

  await step("a correction without a reason is refused with all that is missing", async () => {
    await as("officer-health");
    await visit(page, house, "/o");
    await look("queue");
    await open();
    const response = await decide("correct");
    const problems = await refused(page, response, view);
    expect(problems.length === 2, `${problems.length} problems instead of two`);
    await look("decide-refused");
  });

  await step("one agency asks for a correction, the other agrees meanwhile", async () => {
    await open();
    await look("decide");
    const reason = say("名册缺少外省返岗人员的到达日期，请补齐", "the roster lacks the arrival dates of those from other provinces");
    await decide("correct", { reason, asks: ["need-staff-roster"] });
    await as("officer-industry");
    await open();
    await decide("approve");
  });

  await step("the clerk sees what to put right, and only a new paper will do", async () => {
    await as("clerk");
    await visit(page, house, "/e");
    await look("todo");
    await visit(page, house, base);
    expect((await page.locator("main").innerText()).includes(say("名册缺少", "the roster lacks")), "the reason is not shown");
    await look("progress-correction");
    await visit(page, house, `${base}/check`);
    await page.locator("input[name=declare]").check();
    const response = await press(page, say("重新提交", "send it back"));
    expect(response.status() === 422, `an unchanged case is sent back with ${response.status()}`);
    await visit(page, house, `${base}/papers`);
    // the file that was sent back would be no correction
    const body = Buffer.concat([PDF, Buffer.from("% put right\n")]);
    await hand("staff-roster", { name: "返岗人员名册（补正）.pdf", body });
    await visit(page, house, `${base}/check`);
    await page.locator("input[name=declare]").check();
    await press(page, say("重新提交", "send it back"));
    expect(page.url().endsWith(base), `it leads to ${page.url()}`);
  });

  await step("both agencies agree, then the window decides", async () => {
    await as("officer-health");
    await open();
    await decide("approve");
    await as("officer-industry");
    await open();
    await decide("approve");
    await visit(page, house, `/o?q=${encodeURIComponent(number)}&state=open`);
    expect((await page.getByRole("link", { name: number }).count()) === 0, "the case is still on the desk");
  });

  await step("the certificate is one page, and its code leads to a page that says it is genuine", async () => {
    await as("clerk");
    await visit(page, house, base);
    await look("progress-granted");
    await page.locator("a[href^='/certificate/']").first().click();
    await page.waitForLoadState("load");
    await look("certificate");
    verify = await page.locator(".certificate a[href^='/verify/']").first().getAttribute("href");
    await page.context().clearCookies();
    await visit(page, house, verify);
    expect((await page.locator("main").innerText()).includes(say("真实、有效", "Genuine and valid")), "the certificate does not verify");
    await look("verify");
  });

  await step("a certificate that nobody issued is told as such", async () => {
    const response = await visit(page, house, verify.slice(0, -4) + "0000");
    expect(response.status() === 404, `it answers ${response.status()}`);
    await look("verify-unknown");
  });

  await step("another enterprise's case and another agency's step are not found", async () => {
    await as("officer-emergency");
    const id = base.split("/").pop();
    for (const path of [`/o/case/990121/${id}/health-review`, `/o/case/990121/${id}/no-such-step`]) {
      const response = await visit(page, house, path);
      expect(response.status() === 404, `${path} answers ${response.status()}`);
    }
    await as("clerk");
    const response = await visit(page, house, "/e/case/990121/01ARZ3NDEKTSV4RRFFQ69G5FAV");
    expect(response.status() === 404, `a forged case answers ${response.status()}`);
  });
}
