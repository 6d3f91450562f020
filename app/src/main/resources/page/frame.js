/** Shows a picture in an <img>, renews its URL in time, and says so where it cannot be shown. */

import { choose, seldomShown, whyNot } from "./choice.js";

const LOST = { title: "Could not be loaded", advice: "" };

export class Frame {
  #picture = null;
  #state = null;
  #link = null;
  #tried = false;

  /**
   * preferred: the names of variants, the best first. Of actions, fail is called with a Problem and
   * the picture that could not be had, and inSight with a picture whose variant may come.
   */
  constructor(img, placeholder, preferred, { fail, inSight }) {
    this.img = img;
    this.placeholder = placeholder;
    this.preferred = preferred;
    this.fail = fail;
    this.inSight = inSight;
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
      picture.addEventListener("changed", this.#choose);
    }
    this.#choose();
  }

  clear() {
    this.#picture?.removeEventListener("changed", this.#choose);
    this.#picture = null;
    this.#state = null;
    this.#follow(null);
    this.#replace(null);
  }

  /** To be called about once a second while the frame is in sight. */
  tick() {
    if (this.#state === "pending" || (this.#state !== "ready" && this.#picture?.has("unavailable"))) {
      this.inSight(this.#picture);
    }
    if (this.#link?.due) {
      this.#renew();
    }
  }

  #choose = () => {
    const { state, name } = choose(this.#picture.image, this.preferred);
    this.#state = state;
    this.#follow({ ready: () => this.#picture.variant(name), original: () => this.#picture.original }[state]?.() ?? null);
    if (state === "pending") {
      this.#replace({ title: "Being made…", advice: "" });
      this.inSight(this.#picture);
    } else if (state === "none") {
      this.#replace(whyNot(this.#picture.image));
    } else if (this.#link.due) {
      this.#renew();
    } else if (this.img.src !== this.#link.url || !this.placeholder.hidden) {
      this.#point();
    }
  };

  #follow(link) {
    if (this.#link !== link) {
      this.#link?.removeEventListener("renewed", this.#point);
      link?.addEventListener("renewed", this.#point);
      this.#link = link;
      this.#tried = false;
      this.img.removeAttribute("src");
      this.img.classList.remove("loaded");
    }
  }

  #point = () => {
    this.img.src = this.#link.url;
  };

  #renew() {
    const picture = this.#picture;
    this.#link.keep().catch((problem) => this.#failed(problem, picture));
  }

  #failed(problem, picture) {
    if (problem.code.startsWith("variant_")) {
      // It is being made anew, or not at all any more.
      picture.look().catch((another) => this.fail(another, picture));
      return;
    }
    if (!this.img.classList.contains("loaded")) {
      this.#replace(LOST);
    }
    this.fail(problem, picture);
  }

  /** The URL is over, or was revoked, or the browser does not know the format: a fresh URL tells. */
  #broken() {
    const picture = this.#picture;
    const link = this.#link;
    if (link === null || !this.img.hasAttribute("src")) {
      return;
    }
    this.img.classList.remove("loaded");
    const seldom = this.#state === "original" && seldomShown(picture.image);
    if (!this.#tried && !(seldom && link.left > 0)) {
      this.#tried = true;
      link.renew().then(
        () => link === this.#link && this.#point(),
        (problem) => this.#failed(problem, picture),
      );
    } else {
      this.#replace(seldom ? whyNot(picture.image) : LOST);
    }
  }

  /** Shows words instead of the picture, or the picture when there are none. */
  #replace(words) {
    this.placeholder.hidden = words === null;
    this.placeholder.classList.toggle("making", this.#state === "pending");
    this.img.hidden = words !== null;
    this.placeholder.querySelector(".placeholder-text").textContent = words?.title ?? "";
    const advice = this.placeholder.querySelector(".placeholder-advice");
    if (advice) {
      advice.textContent = words?.advice ?? "";
    }
  }
}
