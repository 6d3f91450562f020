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

  /** Whether any variant is being made. */
  get pending() {
    return Object.values(this.image.variants ?? {}).some(({ status }) => status === "pending");
  }

  /** Returns the link to the variant of this name. */
  variant(name) {
    if (!this.#variants.has(name)) {
      this.#variants.set(name, new Link(() => signedUrl(this.id, name)));
    }
    return this.#variants.get(name);
  }

  /** Learns what there is of it now; calls at the same time share one request. Throws a Problem. */
  look() {
    this.#look ??= show(this.id)
      .then((image) => {
        this.#take(image);
        this.dispatchEvent(new Event("changed"));
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
