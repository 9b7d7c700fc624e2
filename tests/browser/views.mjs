// The ways a person may look at a page: language, width, with or without JavaScript, light or dark.

export const LANGUAGES = ["zh-CN", "en"];
export const WIDTHS = [360, 1440];

/** Every combination the house promises to work in. */
export const VIEWS = [true, false].flatMap((javaScript) =>
  LANGUAGES.flatMap((lang) => WIDTHS.map((width) => ({ javaScript, lang, width }))),
);

/** Four of them in which every pair of choices meets. */
export const PAIRS = [
  { javaScript: true, lang: "zh-CN", width: 1440 },
  { javaScript: true, lang: "en", width: 360 },
  { javaScript: false, lang: "zh-CN", width: 360 },
  { javaScript: false, lang: "en", width: 1440 },
];

/** Two of them, on a phone, that differ in language and JavaScript: for seeing that another database changes nothing. */
export const PHONES = PAIRS.slice(1, 3);

export function nameOf({ javaScript, lang, width }) {
  return `${lang} ${width}px ${javaScript ? "with" : "without"} JavaScript`;
}

/** Runs `act(context, view)` once in each of these views, each in a fresh browser context. */
export async function eachOf(browser, views, act) {
  for (const view of views) {
    const context = await open(browser, view);
    try {
      await act(context, view);
    } finally {
      await context.close();
    }
  }
}

/** A fresh context that looks so. */
export function open(browser, { javaScript = true, lang = "zh-CN", width = 1440, scheme = "light" } = {}) {
  return browser.newContext({
    javaScriptEnabled: javaScript,
    locale: lang,
    extraHTTPHeaders: { "Accept-Language": lang === "en" ? "en" : "zh-CN,zh;q=0.9" },
    viewport: { width, height: width < 640 ? 780 : 900 },
    colorScheme: scheme,
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
}
