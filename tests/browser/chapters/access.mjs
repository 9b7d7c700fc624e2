// Getting in: a code of an app besides the password, the wait after wrong attempts, a key shown once after the password.

import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { everything } from "../checks.mjs";
import { expect } from "../expect.mjs";
import { visit } from "../hands.mjs";

const PASSWORD = "河滨路的三棵老槐树真好看";

/** Presses the one button of the page's own form that sends it. */
async function send(page) {
  const button = page.locator("main form button").first();
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }), button.click()]);
  return response;
}

/** The code of now on the county's clock, as RFC 6238 makes it: a witness that is not our own code. */
async function code(house, secret, steps = 0) {
  const shift = Number(await readFile(join(house.folder, "clock-shift-ms"), "utf8"));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor((Date.now() + shift) / 30_000) + steps));
  let bits = "";
  for (const sign of secret) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function signIn(page, house, name, password) {
  await visit(page, house, "/sign-in");
  await page.fill("[name=sign_in]", name);
  await page.fill("[name=password]", password);
  return send(page);
}

export async function access({ house, page, context, view, pictures, step }) {
  const mark = `${view.lang.slice(0, 2)}-${view.width}-${view.javaScript ? "js" : "nojs"}`;
  const name = `codes-${mark}`;
  const sound = async (what, response) => {
    const wrong = await everything(page, view, response);
    expect(wrong.length === 0, `${what}: ${wrong.join("; ")}`);
    await pictures.take(page, `access-${what}`, view.lang, view.width, view.javaScript ? "js" : "nojs");
  };

  await step("an administrator makes a key, shown once, after confirming", async () => {
    await page.goto(house.signIn.admin, { waitUntil: "load" });
    await visit(page, house, "/a/keys/new");
    await send(page);
    await page.fill("[name=name]", `system ${mark}`);
    await page.check("[name=scopes][value='cases:read']");
    await page.fill("[name=expires]", "2020-06-01");
    const response = await send(page);
    expect(/tt_[0-9a-f]{64}/.test(await page.textContent("main")), "the key is not shown");
    await sound("key", response);
  });

  await step("an account is opened and its person sets codes up", async () => {
    await visit(page, house, "/a/accounts/new");
    for (const [field, value] of [["person", "方圆"], ["sign_in", name], ["password", PASSWORD], ["region", "990121"]])
      await page.fill(`[name=${field}]`, value);
    await page.selectOption("[name=role]", "auditor");
    await send(page);
    await context.clearCookies();
    await signIn(page, house, name, PASSWORD);
    await visit(page, house, "/account/second");
    await send(page); // asks to confirm first
    await send(page);
    await sound("second", await send(page));
    const secret = (await page.locator("main ol code").textContent()).replaceAll(" ", "");
    await page.fill("[name=code]", await code(house, secret));
    await send(page);
    expect((await page.locator("main li code").count()) === 8, "eight recovery codes are shown");
    const recovery = await page.locator("main li code").first().textContent();

    await context.clearCookies();
    await signIn(page, house, name, PASSWORD);
    await page.fill("[name=code]", "000000");
    expect((await send(page)).status() === 422, "a wrong code is refused");
    await page.fill("[name=code]", await code(house, secret, 1));
    await send(page);
    await visit(page, house, "/account/devices");
    expect(page.url().endsWith("/account/devices"), `the code lets in, but the page is ${page.url()}`);

    await context.clearCookies();
    await signIn(page, house, name, PASSWORD);
    await page.fill("[name=code]", recovery);
    await send(page);
    const response = await visit(page, house, "/account/second");
    expect((await page.textContent("main")).includes("7"), "one recovery code is used");
    await sound("codes", response);
  });

  await step("who guesses waits, and the page says how long", async () => {
    await context.clearCookies();
    let response;
    for (let n = 0; n < 6; n += 1) response = await signIn(page, house, `nobody-${mark}`, "wrong password");
    expect(response.status() === 429, `the sixth attempt answers ${response.status()}`);
    expect(Number(response.headers()["retry-after"]) > 0, "no Retry-After");
    await sound("wait", response);
  });
}
