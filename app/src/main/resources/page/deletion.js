/** Asks before an image is deleted, and deletes it. */

import { remove } from "./api.js";
import { meaningOf } from "./problems.js";
import { announce } from "./status.js";

const byId = (id) => document.getElementById(id);

export class Deletion {
  #picture = null;

  /** onGone is called with a picture that no longer exists. */
  constructor(onGone) {
    this.onGone = onGone;
    this.dialog = byId("confirm");
    byId("confirm-cancel").addEventListener("click", () => this.dialog.close());
    byId("confirm-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#delete(this.#picture);
    });
  }

  ask(picture) {
    this.#picture = picture;
    byId("confirm-name").textContent = picture.name;
    byId("confirm-problem").hidden = true;
    this.#busy(false);
    this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  async #delete(picture) {
    this.#busy(true);
    let words = `${picture.name} deleted`;
    try {
      await remove(picture.id);
    } catch (problem) {
      if (problem.code !== "image_not_found") {
        this.#explain(problem);
        return;
      }
      words = `${picture.name} was deleted already`;
    }
    if (this.#picture === picture) {
      this.dialog.close();
    }
    this.onGone(picture);
    announce(words);
  }

  #explain(problem) {
    const { title, advice } = meaningOf(problem);
    const notice = byId("confirm-problem");
    notice.textContent = `Not deleted. ${title} ${advice}`;
    notice.hidden = false;
    this.#busy(false);
  }

  #busy(busy) {
    const button = byId("confirm-delete");
    button.disabled = busy;
    button.textContent = busy ? "Deleting…" : "Delete";
  }
}
