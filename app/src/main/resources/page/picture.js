/** An image of the vault, with the links that show it and its variants. */

import { localTime, show, signedUrl } from "./api.js";
import { Link } from "./link.js";

/** Sends "changed" when more is known of its variants. */
export class Picture extends EventTarget {
  #variants = new Map(); // links by name
  #look = null;

  /** image: an element of the API's listing. */
  constructor(image) {
    super();
    this.original = new Link(() => signedUrl(image.id));
    this.#take(image);
  }

  get id() {
    return this.image.id;
  }

  get name() {
    return this.image.originalName;
  }

  /** Whether a variant is in this state. */
  has(state) {
    return this.#states.includes(state);
  }

  get #states() {
    return Object.values(this.image.variants ?? {}).map(({ status }) => status);
  }

  /** Returns the link to the variant of this name. */
  variant(name) {
    if (!this.#variants.has(name)) {
      this.#variants.set(name, new Link(() => signedUrl(this.id, name)));
    }
    return this.#variants.get(name);
  }

  /**
   * Learns what there is of it now, and returns whether that is news. Calls at the same time share
   * one request. Throws a Problem.
   */
  look() {
    this.#look ??= show(this.id)
      .then((image) => {
        const before = String(this.#states);
        this.#take(image);
        const news = String(this.#states) !== before;
        if (news) {
          this.dispatchEvent(new Event("changed"));
        }
        return news;
      })
      .finally(() => {
        this.#look = null;
      });
    return this.#look;
  }

  #take(image) {
    this.image = image;
    take(this.original, image.cloudfrontUrl, image.cloudfrontUrlExpiresAt);
    for (const [name, { url, urlExpiresAt }] of Object.entries(image.variants ?? {})) {
      take(this.variant(name), url, urlExpiresAt);
    }
  }
}

/** A URL that is good stays, and with it what the browser has loaded. */
function take(link, url, expiresAt) {
  if (url && link.due) {
    link.take({ url, expiresAt: localTime(expiresAt) });
  }
}
