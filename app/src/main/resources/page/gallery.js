/** The grid of all images, loaded page by page as it is scrolled. */

import { list } from "./api.js";
import { forTile } from "./choice.js";
import { Making } from "./making.js";
import { Picture } from "./picture.js";
import { meaningOf } from "./problems.js";
import { announce } from "./status.js";
import { Tile } from "./tile.js";
import { count } from "./words.js";

const PAGE = 60;
const AHEAD = "900px"; // how far beyond the window images are loaded

const byId = (id) => document.getElementById(id);

export class Gallery {
  #tiles = new Map(); // by id, in the order of the grid
  #tileOfElement = new WeakMap();
  #near = new Set(); // the tiles in or near the window
  #cursor = null;
  #loading = null;
  #generation = 0;
  #begun = false;

  /** actions: open, copy and remove, each called with a picture. */
  constructor(actions) {
    this.grid = byId("grid");
    const fail = (problem, picture) => this.#failed(problem, picture);
    const making = new Making(fail);
    this.actions = { ...actions, fail, inSight: (picture) => making.inSight(picture) };
    this.sight = new IntersectionObserver((entries) => this.#moved(entries), { rootMargin: AHEAD });
    this.end = new IntersectionObserver((entries) => entries.at(-1).isIntersecting && this.unfinished && this.more(), {
      rootMargin: AHEAD,
    });
    byId("more-button").addEventListener("click", () => this.more());
    addEventListener("online", () => this.#near.forEach((tile) => tile.show()));
    setInterval(() => document.hidden || this.#near.forEach((tile) => tile.tick()), 1_000);
  }

  /** Forgets all images. */
  clear() {
    this.#generation++;
    this.#tiles.forEach((tile) => this.#drop(tile));
    this.#tiles.clear();
    this.#cursor = null;
    this.#loading = null;
    this.#begun = false;
    this.#describe();
  }

  /** Loads the next page, or the first; never throws. Calls at the same time share one request. */
  more() {
    this.#loading ??= this.#load(this.#generation);
    return this.#loading;
  }

  async #load(generation) {
    byId("more-problem").hidden = true;
    byId("more-state").textContent = "Loading…";
    this.grid.setAttribute("aria-busy", "true");
    let problem = null;
    try {
      const { images, next } = await list(PAGE, this.#cursor, forTile.slice(0, 1));
      if (generation !== this.#generation) {
        return;
      }
      const first = !this.#begun;
      this.#begun = true;
      this.#cursor = next;
      images.forEach((image) => this.#append(image));
      if (!first) {
        announce(`${count(images.length, "more image")} loaded`);
      }
    } catch (failure) {
      problem = failure;
    }
    if (generation !== this.#generation) {
      return;
    }
    this.#loading = null;
    this.grid.removeAttribute("aria-busy");
    this.#describe(problem);
    // The observer tells changes alone: where the page did not fill the window, it has to be asked again.
    this.end.unobserve(byId("more"));
    if (problem === null) {
      this.end.observe(byId("more"));
    }
  }

  /** Shows an image that was just stored, in its place: the newest have the highest ids. */
  add(image) {
    if (!this.#tiles.has(image.id)) {
      const tile = this.#tileOf(image);
      const entries = [...this.#tiles];
      const older = entries.findIndex(([id]) => id < image.id);
      const place = older < 0 ? entries.length : older;
      this.grid.insertBefore(tile.element, entries[place]?.[1].element ?? null);
      this.#tiles = new Map(entries.toSpliced(place, 0, [image.id, tile]));
      this.#describe();
    }
  }

  /** Takes an image out; the focus goes to its neighbour. */
  remove(picture) {
    const tile = this.#tiles.get(picture.id);
    if (tile) {
      const heir = this.neighbour(picture, 1) ?? this.neighbour(picture, -1);
      const hadFocus = tile.element.contains(document.activeElement) || document.activeElement === document.body;
      this.#drop(tile);
      this.#tiles.delete(picture.id);
      this.#describe();
      if (hadFocus) {
        heir ? this.focus(heir) : byId(this.#tiles.size ? "more-button" : "empty-choose").focus();
      }
    }
  }

  focus(picture) {
    this.#tiles.get(picture.id)?.opener.focus();
  }

  /** Returns the picture so many places after this one, or undefined. */
  neighbour(picture, distance) {
    const ids = [...this.#tiles.keys()];
    return this.#tiles.get(ids[ids.indexOf(picture.id) + distance])?.picture;
  }

  /** Whether the list has more than is loaded. */
  get unfinished() {
    return this.#cursor !== null;
  }

  #append(image) {
    if (!this.#tiles.has(image.id)) {
      const tile = this.#tileOf(image);
      this.#tiles.set(image.id, tile);
      this.grid.append(tile.element);
    }
  }

  #tileOf(image) {
    const tile = new Tile(new Picture(image), this.actions);
    this.#tileOfElement.set(tile.element, tile);
    this.sight.observe(tile.element);
    return tile;
  }

  #drop(tile) {
    this.sight.unobserve(tile.element);
    this.#near.delete(tile);
    tile.frame.clear();
    tile.element.remove();
  }

  #moved(entries) {
    for (const { target, isIntersecting } of entries) {
      const tile = this.#tileOfElement.get(target);
      if (isIntersecting) {
        this.#near.add(tile);
        tile.show();
      } else {
        this.#near.delete(tile);
      }
    }
  }

  #failed(problem, picture) {
    if (problem.code === "image_not_found" && this.#tiles.get(picture.id)?.picture === picture) {
      this.remove(picture);
      announce(`${picture.name} was deleted elsewhere`);
    }
  }

  #describe(problem = null) {
    const size = this.#tiles.size;
    byId("empty").hidden = !(this.#begun && size === 0 && this.#cursor === null);
    byId("more-state").textContent =
      problem || !this.#begun || size === 0 ? "" : this.#cursor ? `${count(size, "image")} shown, more follow` : count(size, "image");
    const button = byId("more-button");
    button.hidden = this.#cursor === null && problem === null;
    button.textContent = problem ? "Try again" : "Show more";
    byId("more-problem").hidden = problem === null;
    if (problem) {
      const { title, advice } = meaningOf(problem);
      byId("more-problem").textContent = `Your images could not be loaded. ${title} ${advice}`;
    }
  }
}
