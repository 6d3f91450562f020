/** One file on its way into the vault, and its row among the uploads. */

import { Problem } from "./api.js";
import { upload } from "./direct.js";
import { tooLarge } from "./choice.js";
import { meaningOf } from "./problems.js";
import { duration, fileSize, maxFileSize } from "./words.js";

const template = document.getElementById("upload-template");
const MOST_WAITS = 8; // times that it sends itself again when the service asks for patience

export class Upload {
  #key = freshKey();
  #sending = null;
  #waits = 0;
  #timer = null;

  /** queue: its changed(upload) is called after each change of state, its dismissed(upload) on leave. */
  constructor(file, queue) {
    this.file = file;
    this.queue = queue;
    this.state = "waiting"; // sending, paused, stored, failed, cancelled
    this.element = template.content.firstElementChild.cloneNode(true);
    const part = (selector) => this.element.querySelector(selector);
    part(".name").textContent = file.name;
    part(".name").title = file.name;
    this.words = part(".state");
    this.bar = part("progress");
    this.bar.setAttribute("aria-label", `Upload of ${file.name}`);
    this.problem = part(".upload-problem");
    this.buttons = { cancel: part(".cancel"), retry: part(".retry"), dismiss: part(".dismiss") };
    this.buttons.cancel.addEventListener("click", () => this.cancel());
    this.buttons.retry.addEventListener("click", () => this.retry());
    this.buttons.dismiss.addEventListener("click", () => queue.dismissed(this));
    for (const [action, button] of Object.entries(this.buttons)) {
      button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
      button.dataset.action = action;
    }
    this.#preview(part(".preview img"));
    this.#enter("waiting", `Waiting · ${fileSize(file.size)}`);
  }

  get over() {
    return ["stored", "failed", "cancelled"].includes(this.state);
  }

  /** Sends the file; when it resolves the upload is over, or waits to be sent again. Never throws. */
  async send() {
    if (maxFileSize !== null && this.file.size > maxFileSize) {
      this.#fail(new Problem("file_too_large"));
      return;
    }
    this.#enter("sending", "Starting…");
    this.#sending = upload(this.file, this.#key, (share) => this.#progress(share));
    try {
      this.image = await this.#sending.stored;
      this.bar.value = 100;
      this.#enter("stored", "Stored");
    } catch (problem) {
      if (problem.code === "cancelled") {
        this.#enter("cancelled", "Cancelled");
      } else {
        this.#fail(problem);
      }
    }
  }

  cancel() {
    clearTimeout(this.#timer);
    if (this.state === "sending") {
      this.#sending.cancel();
    } else if (!this.over) {
      this.#enter("cancelled", "Cancelled");
    }
  }

  /** Waits to be sent again, under the same key: what was stored meanwhile is not stored twice. */
  retry() {
    if (this.state === "failed" || this.state === "cancelled") {
      this.#waits = 0;
      this.#enter("waiting", "Waiting");
    }
  }

  /** Whether a retry could succeed. */
  get retryable() {
    return this.state === "cancelled" || (this.state === "failed" && this.meaning.retry !== "never");
  }

  #progress(share) {
    this.bar.value = Math.round(share * 100);
    this.words.textContent =
      share < 1 ? `${Math.floor(share * 100)} % of ${fileSize(this.file.size)}` : "Checking and storing…";
  }

  #fail(problem) {
    this.meaning = meaningOf(problem);
    if (problem.code === "idempotency_conflict") {
      this.#key = freshKey();
    }
    if (this.meaning.retry === "soon" && this.#waits < MOST_WAITS) {
      this.#waits++;
      const pause = (problem.retryAfter ?? this.#waits) * 1_000;
      this.#timer = setTimeout(() => this.#enter("waiting", "Waiting"), pause);
      this.#enter("paused", `Again in ${duration(pause)}`);
    } else {
      this.#enter("failed", problem.code === "network" ? "Interrupted" : "Not stored");
    }
  }

  #enter(state, words) {
    const focused = this.element.contains(document.activeElement);
    this.state = state;
    this.element.dataset.state = state;
    this.words.textContent = words;
    this.bar.hidden = state !== "waiting" && state !== "sending" && state !== "stored";
    if (state === "waiting" || state === "sending") {
      this.bar.value = 0;
    }
    const explained = state === "failed" || state === "paused";
    this.problem.hidden = !explained;
    this.problem.firstElementChild.textContent = explained ? this.meaning.title : "";
    this.problem.lastElementChild.textContent = explained ? this.meaning.advice : "";
    this.buttons.cancel.hidden = this.over;
    this.buttons.retry.hidden = !this.retryable;
    this.buttons.dismiss.hidden = !this.over || state === "stored"; // what is stored leaves by itself
    if (focused) {
      Object.values(this.buttons).find((button) => !button.hidden)?.focus();
    }
    this.queue.changed(this);
  }

  #preview(img) {
    const url = URL.createObjectURL(this.file);
    img.addEventListener("load", () => {
      img.hidden = tooLarge(img.naturalWidth, img.naturalHeight); // it is decoded when it is seen
      URL.revokeObjectURL(url);
    });
    img.addEventListener("error", () => URL.revokeObjectURL(url));
    img.src = url;
  }
}

function freshKey() {
  // randomUUID exists on https and localhost alone.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
