/** The files on their way into the vault: a few at a time, in the order they were given. */

import { announce } from "./status.js";
import { Upload } from "./upload.js";
import { count } from "./words.js";

const AT_ONCE = 3;
const STORED_SHOWN_FOR = 4_000; // milliseconds

const byId = (id) => document.getElementById(id);

export class Uploads {
  #uploads = [];
  #since = { stored: 0, failed: 0 }; // since none was under way

  /** onStored is called with each image, as the API describes it. */
  constructor(onStored) {
    this.onStored = onStored;
    byId("uploads-retry").addEventListener("click", () => this.#uploads.forEach((one) => one.retryable && one.retry()));
    byId("uploads-clear").addEventListener("click", () => this.#keep((one) => !one.over));
  }

  add(files) {
    for (const file of files) {
      const upload = new Upload(file, this);
      this.#uploads.push(upload);
      byId("uploads-list").append(upload.element);
    }
    this.#next();
    this.#describe();
  }

  /** Cancels and forgets all. */
  clear() {
    this.#uploads.forEach((upload) => upload.cancel());
    this.#keep(() => false);
  }

  /** Whether leaving the page now would lose anything. */
  get busy() {
    return this.#uploads.some((upload) => !upload.over);
  }

  changed(upload) {
    if (!this.#uploads.includes(upload)) {
      return;
    }
    if (upload.state === "stored") {
      this.#since.stored++;
      this.onStored(upload.image);
      setTimeout(() => this.#keep((one) => one !== upload), STORED_SHOWN_FOR);
    } else if (upload.state === "failed") {
      this.#since.failed++;
    }
    this.#next();
    this.#describe();
    if (upload.over && !this.busy) {
      this.#report();
    }
  }

  dismissed(upload) {
    this.#keep((one) => one !== upload);
  }

  #next() {
    for (const upload of this.#uploads) {
      if (this.#number("sending") >= AT_ONCE) {
        return;
      }
      if (upload.state === "waiting") {
        upload.send();
      }
    }
  }

  #number(state) {
    return this.#uploads.filter((upload) => upload.state === state).length;
  }

  #keep(wanted) {
    const list = byId("uploads-list");
    const focused = list.contains(document.activeElement) || document.activeElement === byId("uploads-clear");
    this.#uploads.filter((upload) => !wanted(upload)).forEach((upload) => upload.element.remove());
    this.#uploads = this.#uploads.filter(wanted);
    this.#describe();
    if (focused && !list.contains(document.activeElement)) {
      (list.querySelector("button:not([hidden])") ?? byId("files")).focus();
    }
  }

  #describe() {
    const under = this.#uploads.filter((upload) => !upload.over).length;
    const stored = this.#number("stored");
    const failed = this.#number("failed");
    byId("uploads").hidden = this.#uploads.length === 0;
    byId("uploads-summary").textContent = [
      under && `${under} to go`,
      stored && `${stored} stored`,
      failed && `${failed} not stored`,
    ]
      .filter(Boolean)
      .join(" · ");
    byId("uploads-retry").hidden = this.#uploads.filter((upload) => upload.retryable).length < 2;
    byId("uploads-clear").hidden = this.#uploads.filter((upload) => upload.over && upload.state !== "stored").length < 2;
  }

  #report() {
    const { stored, failed } = this.#since;
    this.#since = { stored: 0, failed: 0 };
    if (stored > 0) {
      announce(`${count(stored, "image")} stored${failed ? `, ${failed} not` : ""}`);
    }
  }
}
