/** One image in full, with all that is known of it. */

import { forWindow } from "./choice.js";
import { Frame } from "./frame.js";
import { clockTime, duration, fileSize, formatName, moment } from "./words.js";

const byId = (id) => document.getElementById(id);

export class Viewer {
  #picture = null;

  /** gallery: where the neighbours are; actions: copy and remove, each called with a picture. */
  constructor(gallery, actions) {
    this.gallery = gallery;
    this.dialog = byId("viewer");
    this.frame = new Frame(byId("viewer-image"), byId("viewer-placeholder"), forWindow, gallery.actions);
    byId("viewer-close").addEventListener("click", () => this.dialog.close());
    byId("viewer-previous").addEventListener("click", () => this.#step(-1));
    byId("viewer-next").addEventListener("click", () => this.#step(1));
    byId("viewer-copy").addEventListener("click", () => actions.copy(this.#picture));
    byId("viewer-delete").addEventListener("click", () => actions.remove(this.#picture));
    this.dialog.addEventListener("keydown", (event) => {
      const distance = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (distance && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.#step(distance);
      }
    });
    this.dialog.addEventListener("close", () => this.#closed());
    setInterval(() => this.dialog.open && !document.hidden && this.#tick(), 1_000);
  }

  open(picture) {
    this.#show(picture);
    if (!this.dialog.open) {
      this.dialog.showModal();
      byId("viewer-name").focus();
    }
  }

  /** Closes it if this picture is shown, or whatever is shown when none is given. */
  close(picture = this.#picture) {
    if (this.dialog.open && this.#picture === picture) {
      this.dialog.close();
    }
  }

  #closed() {
    const shown = this.#picture;
    shown.removeEventListener("changed", this.#describe);
    this.#picture = null;
    this.frame.clear();
    this.gallery.focus(shown);
  }

  async #step(distance) {
    const from = this.#picture;
    if (distance > 0 && !this.gallery.neighbour(from, 1) && this.gallery.unfinished) {
      await this.gallery.more();
    }
    const target = this.gallery.neighbour(from, distance);
    if (target && this.#picture === from) {
      this.#show(target);
    }
  }

  #show(picture) {
    this.#picture?.removeEventListener("changed", this.#describe);
    this.#picture = picture;
    picture.addEventListener("changed", this.#describe);
    const { image } = picture;
    byId("viewer-name").textContent = image.originalName;
    byId("viewer-image").alt = image.originalName;
    byId("viewer-previous").disabled = !this.gallery.neighbour(picture, -1);
    byId("viewer-next").disabled = !this.gallery.neighbour(picture, 1) && !this.gallery.unfinished;
    this.#describe();
    this.frame.show(picture);
    this.#tick();
  }

  #describe = () => {
    const { image } = this.#picture;
    byId("viewer-details").replaceChildren(
      ...detail("Format", formatName(image.mimeType)),
      ...detail("Dimensions", `${image.width} × ${image.height} pixels`),
      ...detail("Size", `${fileSize(image.fileSize)} (${image.fileSize.toLocaleString("en")} bytes)`),
      ...detail("Added", moment(Date.parse(image.createdAt))),
      ...detail("Id", String(image.id)),
      ...detail("Object key", image.s3Key, "code"),
      ...(image.variants ? detail("Variants", Object.entries(image.variants).map(variantWords).join("\n"), "lines") : []),
    );
  };

  #tick() {
    const picture = this.#picture;
    const link = picture.original;
    this.frame.tick();
    link.keep().catch((problem) => this.gallery.actions.fail(problem, picture));
    byId("viewer-open").href = link.url;
    byId("viewer-dial").style.strokeDasharray = `${Math.round(link.leftShare * 100)} 100`;
    write("viewer-life", link.left > 0 ? `Link works for ${duration(link.left)}` : "Link has expired");
    write("viewer-until", `until ${clockTime(link.expiresAt)}`);
  }
}

function write(id, text) {
  if (byId(id).textContent !== text) {
    byId(id).textContent = text;
  }
}

function variantWords([name, { status, width, height }]) {
  return status === "ready" ? `${name} ${width} × ${height}` : `${name} ${status === "pending" ? "being made" : status}`;
}

function detail(term, value, className = "") {
  const name = document.createElement("dt");
  name.textContent = term;
  const description = document.createElement("dd");
  description.textContent = value;
  description.className = className;
  return [name, description];
}
