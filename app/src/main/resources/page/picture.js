/** An image of the vault with the signed URL that shows it. */

import { localTime, signedUrl } from "./api.js";

const LONGEST_MARGIN = 60_000; // milliseconds before its end at which a URL is renewed, at most

/** Sends "link" when its URL is another one. */
export class Picture extends EventTarget {
  #life;
  #renewal = null;

  /** image: an element of the API's listing. */
  constructor(image) {
    super();
    this.image = image;
    this.#take({ url: image.cloudfrontUrl, expiresAt: localTime(image.cloudfrontUrlExpiresAt) });
  }

  get id() {
    return this.image.id;
  }

  get name() {
    return this.image.originalName;
  }

  /** Milliseconds that the URL has left, 0 when it is over. */
  get left() {
    return Math.max(0, this.expiresAt - Date.now());
  }

  /** The share of its life that the URL has left, 0 to 1. */
  get leftShare() {
    return this.#life > 0 ? Math.min(1, this.left / this.#life) : 0;
  }

  /** Whether the URL should be renewed. */
  get due() {
    return this.left <= Math.min(LONGEST_MARGIN, this.#life / 5);
  }

  /** Has a URL that is good now; calls at the same time share one request. Throws a Problem. */
  renew() {
    this.#renewal ??= signedUrl(this.id)
      .then((link) => {
        this.#take(link);
        this.dispatchEvent(new Event("link"));
      })
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  #take({ url, expiresAt }) {
    this.url = url;
    this.expiresAt = expiresAt;
    this.#life = expiresAt - Date.now();
  }
}
