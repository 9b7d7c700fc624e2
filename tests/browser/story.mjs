// The stories of the house, each told in views where every pair of choices meets (`all`: in every view, `few`: in two). A chapter is `(house, page, view, tools) => Promise`.

import { access } from "./chapters/access.mjs";
import { approvals } from "./chapters/approvals.mjs";
import { deadlines } from "./chapters/deadlines.mjs";
import { desks } from "./chapters/desks.mjs";
import { frontDoor } from "./chapters/front-door.mjs";
import { reach } from "./chapters/reach.mjs";
import { rules } from "./chapters/rules.mjs";
import { together } from "./chapters/together.mjs";
import { eachOf, nameOf, PAIRS, PHONES, VIEWS } from "./views.mjs";
import { listen } from "./checks.mjs";

const CHAPTERS = { "front door": frontDoor, access, approvals, desks, deadlines, rules, reach, together };

export async function story({ browser, house, report, pictures, few, all, chapter: only }) {
  const views = all ? VIEWS : few ? PHONES : PAIRS;
  for (const [name, chapter] of Object.entries(CHAPTERS)) {
    if (only && only !== name) continue;
    await eachOf(browser, views, async (context, view) => {
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const heard = listen(page, house.address);
      const where = `${name}, ${nameOf(view)}`;
      const step = (what, act) => report.step(`${where}: ${what}`, act);
      const told = await report.step(where, () => chapter({ house, page, context, view, report, pictures, step }));
      report.none(heard(), where);
      if (!told) await pictures.take(page, "failed", where);
    });
    console.log(`  ${name}: told in ${views.length} views`);
  }
}
