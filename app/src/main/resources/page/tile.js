/** One image in the grid. */

import { forTile } from "./choice.js";
import { Frame } from "./frame.js";
import { duration, fileSize } from "./words.js";

const template = document.getElementById("tile-template");

export class Tile {
  #ringShare = null;

  /** actions: open, copy and remove, each called with the picture; and those of a Frame. */
  constructor(picture, actions) {
    this.picture = picture;
    this.element = template.content.firstElementChild.cloneNode(true);
    const part = (selector) => this.element.querySelector(selector);
    const { image } = picture;

    // Rows are filled by shape; extremes are cropped rather than left as slivers.
    this.element.style.setProperty("--ratio", Math.min(2.6, Math.max(0.7, image.width / image.height)));
    part(".name").textContent = image.originalName;
    part(".name").title = image.originalName;
    part(".facts").textContent = `${image.width} × ${image.height} · ${fileSize(image.fileSize)}`;
    part("img").alt = image.originalName;

    this.opener = part(".picture");
    this.opener.setAttribute("aria-label", `Details of ${image.originalName}`);
    this.opener.addEventListener("click", () => actions.open(picture));
    this.copyButton = part(".copy");
    this.copyButton.addEventListener("click", () => actions.copy(picture));
    const bin = part(".delete");
    bin.title = "Delete";
    bin.setAttribute("aria-label", `Delete ${image.originalName}`);
    bin.addEventListener("click", () => actions.remove(picture));

    this.ring = part(".life-left");
    this.frame = new Frame(part("img"), part(".placeholder"), forTile, actions);
    this.fail = actions.fail;
    picture.original.addEventListener("renewed", () => this.#drawLife());
    this.#drawLife();
  }

  /** Loads the image; to be called when it comes near the window. */
  show() {
    this.frame.show(this.picture);
    this.#drawLife();
  }

  /** Keeps the URLs fresh; to be called about once a second while near the window. */
  tick() {
    this.frame.tick();
    this.picture.original.keep().catch((problem) => this.fail(problem, this.picture));
    this.#drawLife();
  }

  #drawLife() {
    const share = Math.round(this.picture.original.leftShare * 100);
    if (share !== this.#ringShare) {
      this.#ringShare = share;
      this.ring.style.strokeDasharray = `${share} 100`;
    }
    const left = duration(this.picture.original.left);
    if (this.copyButton.dataset.left !== left) {
      this.copyButton.dataset.left = left;
      this.copyButton.title = `Copy link (works for ${left})`;
      this.copyButton.setAttribute("aria-label", `Copy link to ${this.picture.name}, works for ${left}`);
    }
  }
}
