/** Which of its pictures an image is shown by: a variant, or the original. */

import { formatName } from "./words.js";

const TILE = 400; // pixels of a tile's longer edge, and some more for its crop
const LARGEST_ORIGINAL = 64_000_000; // pixels; a browser may need gigabytes for more

/** What browsers differ in; everything else they all show. */
const SELDOM_SHOWN = new Set(["image/heic", "image/heif", "image/avif"]);

const made = variants(document.querySelector('meta[name="variants"]').content).sort((a, b) => a.edge - b.edge);

/** The variants for a tile and for the whole window, the best first. */
export const forTile = preferring("thumb", [
  ...made.filter(({ edge }) => edge >= TILE),
  ...made.filter(({ edge }) => edge < TILE).reverse(),
]);
export const forWindow = preferring("display", made.toReversed());

/** "thumb:400,display:1600:webp" is [{name: "thumb", edge: 400}, {name: "display", edge: 1600}]. */
function variants(text) {
  return text
    .split(",")
    .filter(Boolean)
    .map((spec) => spec.split(":"))
    .map(([name, edge]) => ({ name, edge: Number(edge) }));
}

function preferring(name, sorted) {
  const names = sorted.map((variant) => variant.name);
  return names.includes(name) ? [name, ...names.filter((other) => other !== name)] : names;
}

/**
 * Returns {state, name}: "ready" with the name of the variant that is shown, "pending" while that is
 * being made, "original" where there is none, or "none" where nothing can be shown.
 */
export function choose(image, preferred) {
  const known = image.variants ?? {};
  const name = preferred.find((one) => ["ready", "pending"].includes(known[one]?.status));
  if (name) {
    return { state: known[name].status, name };
  }
  return { state: tooLarge(image.width, image.height) ? "none" : "original" };
}

/** Whether an image of this size is too large for a browser to decode it. */
export function tooLarge(width, height) {
  return width * height > LARGEST_ORIGINAL;
}

/** Whether there are browsers that cannot show the original. */
export function seldomShown(image) {
  return SELDOM_SHOWN.has(image.mimeType);
}

/** Returns {title, advice}: why nothing is shown of the image, and what can be done, if anything. */
export function whyNot(image) {
  const format = formatName(image.mimeType);
  const states = Object.values(image.variants ?? {}).map(({ status }) => status);
  if (states.includes("failed")) {
    return { title: `No preview: this ${format} cannot be rendered`, advice: "The original is stored, and can be opened." };
  }
  if (states.includes("unavailable")) {
    return { title: `No preview: the service cannot read ${format}`, advice: "Its doctor command says what to install. The preview then appears by itself." };
  }
  if (tooLarge(image.width, image.height)) {
    return { title: "Too large to be shown here", advice: "" };
  }
  return { title: `This browser cannot show ${format}`, advice: "" };
}
