/** Short messages, seen and heard. */

const SHOWN_FOR = 6_000; // milliseconds
const timers = new WeakMap();

/** Shows a message at the page's foot and has screen readers say it, also while a dialog is open. */
export function announce(text) {
  const region = document.querySelector("dialog[open] [role=status]") ?? document.getElementById("status");
  region.textContent = text;
  region.classList.add("shown");
  clearTimeout(timers.get(region));
  timers.set(region, setTimeout(() => region.classList.remove("shown"), SHOWN_FOR));
}
