/** A signed URL and the life it has left. */

const LONGEST_MARGIN = 60_000; // milliseconds before its end at which a URL is renewed, at most
const PAUSE = 5_000; // milliseconds between attempts to renew one that fails

/** Sends "renewed" when its URL is another one. */
export class Link extends EventTarget {
  #life = 0;
  #renewal = null;
  #pausedUntil = 0;
  url = null;
  expiresAt = 0; // epoch milliseconds of this browser's clock

  /** sign: returns a promise of {url, expiresAt}. Until it is renewed or given one, it has no URL. */
  constructor(sign) {
    super();
    this.sign = sign;
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
    this.#renewal ??= this.sign()
      .then((signed) => this.take(signed))
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  /** Renews the URL if it is due and no attempt failed just now; to be called about once a second. */
  async keep() {
    if (this.due && Date.now() >= this.#pausedUntil) {
      this.#pausedUntil = Date.now() + PAUSE;
      await this.renew();
      this.#pausedUntil = 0;
    }
  }

  /** Is this URL from now on. */
  take({ url, expiresAt }) {
    if (url !== this.url) {
      this.url = url;
      this.expiresAt = expiresAt;
      this.#life = expiresAt - Date.now();
      this.dispatchEvent(new Event("renewed"));
    }
  }
}
