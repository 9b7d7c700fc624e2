// What the chapters do again and again: sign in, send a form, file an application, give an opinion.

import { everything } from "./checks.mjs";
import { expect } from "./expect.mjs";
import { press, visit } from "./hands.mjs";

/** A PDF of one empty page: real enough to be looked at by its content. */
export const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

const PASSWORD = "河滨路的三棵老槐树真好看";

/** Words that tell one view from another in names. */
export function markOf({ lang, width, javaScript }) {
  return `${lang.slice(0, 2)}-${width}-${javaScript ? "js" : "nojs"}`;
}

/** `look(name)`: every check on the page as it stands, and a picture of it. */
export function looker({ page, view, pictures }, chapter) {
  return async (name, response) => {
    const wrong = await everything(page, view, response);
    await pictures.take(page, chapter, name, view.lang, view.width, view.javaScript ? "js" : "nojs");
    expect(wrong.length === 0, `${name}: ${wrong.join("; ")}`);
  };
}

/** Leaves whoever is signed in and comes back as a made-up person of the demo. */
export async function as({ page, house }, role) {
  await page.context().clearCookies();
  const response = await page.goto(house.signIn[role], { waitUntil: "load" });
  expect(response.status() === 200, `signing in as ${role} answers ${response.status()}`);
}

/** Sends a form by its (last) button; gives the page that answers. */
export async function send(page, form) {
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }), form.locator("button").last().click()]);
  return response;
}

/** The form whose address ends so. */
export function formOf(page, act) {
  return page.locator(`main form[action$="/${act}"]`).first();
}

/** The administrator opens accounts `{sign_in: agency}` for officers; one confirmation holds for all. */
export async function opensOfficers({ page, house }, officers) {
  await as({ page, house }, "admin");
  await visit(page, house, "/a/accounts/new");
  for (const [name, agency] of Object.entries(officers)) {
    await visit(page, house, "/a/accounts/new");
    for (const [field, value] of [["person", "方圆"], ["sign_in", name], ["password", PASSWORD], ["region", "990121"]])
      await page.fill(`main [name=${field}]`, value);
    await page.selectOption("main [name=role]", "officer");
    await page.selectOption("main [name=agency]", agency);
    await send(page, page.locator("main form").first());
    expect(/\/a\/accounts\/990121\//u.test(page.url()), `opening an account leads to ${page.url()}`);
  }
}

/** Signs in by name and password. */
export async function signsIn({ page, house }, name) {
  await page.context().clearCookies();
  await visit(page, house, "/sign-in");
  await page.fill("[name=sign_in]", name);
  await page.fill("[name=password]", PASSWORD);
  await send(page, page.locator("main form").first());
  expect(!page.url().includes("/sign-in"), `${name} is not let in`);
}

async function hand(page, need, { evidence } = {}) {
  const form = page.locator(`#need-${need} form[enctype="multipart/form-data"]`);
  if (evidence) await form.locator(`input[name=evidence][value=${evidence}]`).check();
  const date = form.locator("input[type=date], input[name^='issued-']");
  if (await date.count()) await date.first().fill("2020-03-14");
  const file = form.locator("input[type=file]");
  if (await file.count()) await file.setInputFiles({ name: `${need}.pdf`, mimeType: "application/pdf", buffer: PDF });
  else await form.locator("input[type=checkbox]").check();
  await send(page, form);
}

async function declares(page, house, base) {
  await visit(page, house, `${base}/check`);
  await page.locator("input[name=declare]").check();
  await send(page, page.locator("form:has(input[name=declare])"));
  expect(page.url().endsWith("/receipt"), `filing leads to ${page.url()}`);
}

async function begins(page, house, query, zh) {
  await visit(page, house, query);
  await press(page, zh ? "开始办理" : "Apply now");
  return new URL(page.url()).pathname.replace(/\/answers$/u, "");
}

/** The clerk, signed in, files to resume work; the path of the case. */
export async function filesResuming({ page, house, view }) {
  const query = "/find/epidemic/resume-work?fact-region_tier=medium&fact-symptom_headcount=0&fact-from_high_headcount=0";
  const base = await begins(page, house, query, view.lang === "zh-CN");
  await page.locator("[name=fact-workplace_address]").fill("城关镇河滨路 18 号");
  await page.locator("[name=fact-resume_on]").fill("2020-03-20");
  await page.locator("[name=fact-contact_phone]").fill("13800000000");
  for (const no of await page.locator("main input[type=radio][value=no]").all()) await no.check();
  await press(page, view.lang === "zh-CN" ? "继续" : "Continue");
  await hand(page, "prevention-plan");
  await hand(page, "staff-roster");
  await hand(page, "resume-commitment");
  await hand(page, "masks", { evidence: "mask-order" });
  await declares(page, house, base);
  return base;
}

/** The clerk, signed in, promises instead of proving, and is granted at once; the path of the case. */
export async function promises({ page, house, view }) {
  const query = "/find/epidemic/farm-shop?fact-region_tier=medium&fact-sells_farm_goods=yes";
  const base = await begins(page, house, query, view.lang === "zh-CN");
  await page.locator("[name=fact-symptom_headcount]").fill("0");
  await page.locator("[name=fact-workplace_address]").fill("东坪乡上坪村 2 组");
  await page.locator("[name=fact-contact_phone]").fill("13800000001");
  await page.locator("input[name=fact-sells_pesticide][value=no]").check();
  await press(page, view.lang === "zh-CN" ? "继续" : "Continue");
  await visit(page, house, `${base}/papers`);
  const promise = page.locator("form:has(input[type=checkbox])").first();
  await promise.locator("input[type=checkbox]").check();
  await send(page, promise);
  await declares(page, house, base);
  return base;
}

/** The officer who is signed in says a word about a step of a case. */
export async function decides({ page, house }, base, step, verdict, reason = "") {
  await visit(page, house, `/o/case/990121/${base.split("/").pop()}/${step}`);
  await page.locator(`input[name=verdict][value=${verdict}]`).check();
  await page.locator("textarea[name=reason]").fill(reason);
  await send(page, page.locator("form:has(input[name=verdict])"));
  expect(new URL(page.url()).pathname === "/o", `the decision leads to ${page.url()}`);
}
