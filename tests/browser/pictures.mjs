// Screenshots, for people to look at; the README shows some of them.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";

export class Pictures {
  #folder;

  constructor(folder) {
    this.#folder = folder;
  }

  /** The whole page under a name made of words. */
  async take(page, ...words) {
    if (!this.#folder) return;
    await mkdir(this.#folder, { recursive: true });
    const name = words.join("-").replace(/[^\p{L}\p{N}-]+/gu, "-").replace(/-+/gu, "-").replace(/^-|-$/gu, "").slice(0, 120) || "page";
    await page.screenshot({ path: join(this.#folder, `${name}.png`), fullPage: true });
  }
}
