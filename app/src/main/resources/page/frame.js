/** Shows a picture in an <img>, renews its URL in time, and says so where it cannot be shown. */

import { formatName } from "./words.js";

const PAUSE = 5_000; // milliseconds between attempts to renew a URL that fails

/** What browsers differ in; everything else they all show. */
const SELDOM_SHOWN = new Set(["image/heic", "image/heif", "image/avif"]);

export class Frame {
  #picture = null;
  #tried = false;
  #pausedUntil = 0;

  /** onFailure is called with the Problem of a URL that could not be renewed. */
  constructor(img, placeholder, placeholderText, onFailure) {
    this.img = img;
    this.placeholder = placeholder;
    this.placeholderText = placeholderText;
    this.onFailure = onFailure;
    img.addEventListener("load", () => this.#loaded());
    img.addEventListener("error", () => this.#broken());
  }

  #loaded() {
    this.#tried = false;
    this.img.classList.add("loaded");
    this.#replace(null);
  }

  /** Shows this picture and keeps its URL fresh, until clear() or another one. */
  show(picture) {
    if (this.#picture !== picture) {
      this.clear();
      this.#picture = picture;
      picture.addEventListener("link", this.#point);
    }
    if (picture.due) {
      this.#renew();
    } else if (this.img.src !== picture.url || !this.placeholder.hidden) {
      this.#point();
    }
  }

  clear() {
    this.#picture?.removeEventListener("link", this.#point);
    this.#picture = null;
    this.#tried = false;
    this.#pausedUntil = 0;
    this.img.removeAttribute("src");
    this.img.classList.remove("loaded");
    this.#replace(null);
  }

  /** To be called about once a second while the frame is in sight. */
  tick() {
    if (this.#picture?.due) {
      this.#renew();
    }
  }

  #point = () => {
    this.img.src = this.#picture.url;
  };

  #renew() {
    if (Date.now() < this.#pausedUntil) {
      return;
    }
    this.#pausedUntil = Date.now() + PAUSE;
    const picture = this.#picture;
    picture.renew().then(
      () => {
        this.#pausedUntil = 0;
      },
      (problem) => {
        if (!this.img.classList.contains("loaded")) {
          this.#replace("Could not be loaded");
        }
        this.onFailure(problem, picture);
      },
    );
  }

  /** The URL is over, or was revoked, or the browser does not know the format: a fresh URL tells. */
  #broken() {
    const picture = this.#picture;
    if (picture === null || !this.img.hasAttribute("src")) {
      return;
    }
    this.img.classList.remove("loaded");
    const seldom = SELDOM_SHOWN.has(picture.image.mimeType);
    if (!this.#tried && !(seldom && picture.left > 0)) {
      this.#tried = true;
      this.#pausedUntil = 0;
      this.#renew();
    } else {
      this.#replace(seldom ? `This browser cannot show ${formatName(picture.image.mimeType)}` : "Could not be loaded");
    }
  }

  #replace(text) {
    this.placeholder.hidden = text === null;
    this.img.hidden = text !== null;
    this.placeholderText.textContent = text ?? "";
  }
}
