/** Copies a picture's link, and says how long it works. */

import { meaningOf } from "./problems.js";
import { announce } from "./status.js";
import { clockTime, duration } from "./words.js";

/** The link is in the clipboard, or shown to be copied by hand; never throws. */
export async function copyLink(picture) {
  const link = picture.original;
  if (link.leftShare < 0.5) {
    try {
      await link.renew();
    } catch (problem) {
      if (link.left === 0) {
        const { title, advice } = meaningOf(problem);
        announce(`No link for ${picture.name}: ${title} ${advice}`);
        return;
      }
    }
  }
  const life = `It works for ${duration(link.left)}, until ${clockTime(link.expiresAt)}.`;
  try {
    await navigator.clipboard.writeText(link.url);
    announce(`Link copied. ${life}`);
  } catch {
    offer(link.url, life);
  }
}

/** The clipboard is closed to pages without https, and where the user says so. */
function offer(url, life) {
  const text = document.getElementById("link-url");
  text.value = url;
  document.getElementById("link-text").textContent = `This browser does not let the page copy it for you. ${life}`;
  document.getElementById("link").showModal();
  text.select();
}
