// More hands on one application: an officer enters it at the counter from a signed paper, a colleague decides it; a
// colleague of the applicant is invited to fill some parts and sign.

import { everything } from "../checks.mjs";
import { expect } from "../expect.mjs";
import { press, refused, visit } from "../hands.mjs";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

/** The clerk's enterprise in the demonstration. */
const CODE = "91990121MA000100XU";

export async function together({ house, page, view, pictures, step }) {
  const zh = view.lang === "zh-CN";
  const say = (chinese, english) => (zh ? chinese : english);
  const look = async (name) => {
    const wrong = await everything(page, view);
    expect(wrong.length === 0, `${name}: ${wrong.join("; ")}`);
    await pictures.take(page, "together", name, view.lang, view.width, view.javaScript ? "js" : "nojs");
  };
  const as = async (role) => {
    await page.context().clearCookies();
    const response = await page.goto(house.signIn[role], { waitUntil: "load" });
    expect(response.status() === 200, `signing in as ${role} answers ${response.status()}`);
  };
  const words = () => page.locator("main").innerText();
  let entry = "";

  await step("an officer finds the enterprise and notes who came", async () => {
    await as("officer-industry");
    await visit(page, house, "/o/window");
    await look("window");
    await visit(page, house, `/o/window/new?q=${CODE}`);
    await look("found");
    await visit(page, house, `/o/window/new?firm=${CODE}`);
    const response = await press(page, say("登记来人，开始填写", "Keep this and fill the form"));
    const problems = await refused(page, response, view);
    expect(problems.length === 4, `${problems.length} problems instead of four`);
    await look("visit-refused");
    await page.locator("select[name=service]").selectOption("epidemic/resume-work");
    await page.locator("input[name=visitor]").fill("王五");
    await page.locator("input[name=capacity][value=agent]").check();
    await page.locator("input[name=identity][value=card]").check();
    await press(page, say("登记来人，开始填写", "Keep this and fill the form"));
    entry = new URL(page.url()).pathname;
    expect(/^\/o\/window\/case\/990121\/[0-9A-Z]{26}$/u.test(entry), `the entry stands at ${entry}`);
    expect(!(await page.content()).includes("王五"), "the visitor's name is not masked");
  });

  await step("without the scan nothing is filed", async () => {
    await visit(page, house, `${entry}/check`);
    const told = await words();
    expect(told.includes(say("还没有上传签名的纸质申请", "the signed paper has not been scanned")), "the scan is not asked for");
    await look("check");
    await visit(page, house, entry);
    await page.locator("input[name=scan]").setInputFiles({ name: "签名申请.pdf", mimeType: "application/pdf", buffer: PDF });
    await press(page, say("上传扫描件", "Upload the scan"));
    expect((await words()).includes("签名申请.pdf"), "the scan does not show");
    await look("scanned");
    await visit(page, house, `${entry}/check`);
    expect(!(await words()).includes(say("还没有上传签名的纸质申请", "the signed paper has not been scanned")), "the scan is asked for again");
  });

  await step("the enterprise sees who enters it, and takes it back", async () => {
    await as("clerk");
    const own = entry.replace("/o/window/case/", "/e/case/");
    await visit(page, house, `${own}/entered`);
    expect((await words()).includes(say("工业和信息化局", "Industry")), "the agency is not named");
    await look("entered");
    await visit(page, house, own);
    await press(page, say("撤回申请", "Withdraw"));
    await look("taken-back");
  });

  await step("the applicant invites a colleague to fill a part and sign", async () => {
    await visit(page, house, "/find/epidemic/resume-work?fact-region_tier=medium&fact-symptom_headcount=0&fact-from_high_headcount=0");
    await press(page, say("开始办理", "Apply now"));
    const base = new URL(page.url()).pathname.replace(/\/answers$/u, "");
    await visit(page, house, `${base}/joint`);
    await page.locator("input[name=to_code]").fill(CODE);
    await page.locator("input[name=parts][value=fact-workplace_address]").check();
    await page.locator("input[name=signs]").check();
    await press(page, say("发出邀请", "Invite"));
    await look("invited");
    await visit(page, house, "/e");
    const invitation = await page.locator("a[href^='/e/joint/']").first().getAttribute("href");
    await visit(page, house, invitation);
    await look("invitation");
    await press(page, say("接受，开始填写", "Accept and begin"));
    const others = page.locator("[name^=fact-]:not([name^=fact-workplace_address])");
    expect((await others.count()) === 0, "more than the own part is shown");
    await look("part");
    await page.locator("[name=fact-workplace_address]").fill(say("城关镇河滨路 18 号", "18 Riverside Road"));
    await press(page, say("继续", "Continue"));
    await visit(page, house, base.replace("/e/case/", "/e/joint/case/"));
    const response = await press(page, say("填完了，确认", "All filled: confirm"));
    const problems = await refused(page, response, view);
    expect(problems.length === 2, `${problems.length} problems instead of two`);
    await page.locator("input[name=declare]").check();
    await page.locator("input[name=signed]").fill("李晓梅");
    await press(page, say("填完了，确认", "All filled: confirm"));
    expect((await words()).includes(say("已填完并确认", "finished and confirmed")), "it is not finished");
    await look("confirmed");
  });
}
