// What an eye makes of a page: whether two pictures differ enough, whether words stand out from what is behind them.

/** Of a picture's points, how many must differ for it to be another picture, in percent. */
const DIFFERENT = 15;

/**
 * Pairs of pictures (PNG, base64) that are too much alike, seen in grey: `[first, second, percent that differ]`.
 * Each is drawn on one small grid by the page's own browser.
 */
export async function alike(page, pictures) {
  const grey = await page.evaluate(async (all) => {
    const side = 24;
    const drawn = [];
    for (const picture of all) {
      const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(side, side).getContext("2d");
      canvas.drawImage(bitmap, 0, 0, side, side);
      const { data } = canvas.getImageData(0, 0, side, side);
      drawn.push(Array.from({ length: side * side }, (_, n) => 0.299 * data[4 * n] + 0.587 * data[4 * n + 1] + 0.114 * data[4 * n + 2]));
    }
    return drawn;
  }, pictures);
  const pairs = grey.flatMap((a, n) => grey.slice(n + 1).map((b, m) => [n, n + 1 + m, share(a, b)]));
  return pairs.filter(([, , percent]) => percent <= DIFFERENT);
}

function share(a, b) {
  return Math.round((100 * a.filter((light, n) => Math.abs(light - b[n]) > 32).length) / a.length);
}

/** Runs in the page: contrast of an element's words with the first opaque ground behind them (WCAG 2.2, 1.4.3). */
export function faintest(element) {
  const parse = (colour) => (colour.match(/[\d.]+/gu) ?? [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  let behind = element;
  while (behind.parentElement && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) < 1) behind = behind.parentElement;
  const ground = light(parse(getComputedStyle(behind).backgroundColor));
  const ink = light(parse(getComputedStyle(element).color));
  const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  return { ratio, words: element.textContent.trim().slice(0, 30) };
}
