/** Looks whether pictures in sight that are missing are there by now. */

const AT_A_TIME = 4; // looks of a round, one after the other
const SOON = 700; // milliseconds between rounds, which come ever more seldom
const SELDOM = 30_000;
const IN_SIGHT = 3_000; // milliseconds for which one counts as in sight after it was said to be

export class Making {
  #seen = new Map(); // when each picture was last in sight, in the order of their turns
  #pause = SOON;
  #timer = null;
  #looking = false;
  #hurry = false;

  /** onFailure is called with the Problem of a look that failed, and the picture. */
  constructor(onFailure) {
    this.onFailure = onFailure;
  }

  /**
   * To be called about once a second while a picture is in sight that is being made or that nobody
   * can make yet.
   */
  inSight(picture) {
    if (!this.#seen.has(picture) && picture.has("pending")) {
      this.#hurry = true;
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    this.#seen.set(picture, Date.now()); // one that is there keeps its turn
    if (!this.#looking) {
      this.#timer ??= setTimeout(() => this.#round(), this.#hurry ? SOON : this.#pause);
    }
  }

  async #round() {
    this.#looking = true;
    this.#hurry = false;
    const lately = Date.now() - IN_SIGHT;
    this.#seen.forEach((seen, picture) => seen < lately && this.#seen.delete(picture));
    for (const picture of document.hidden ? [] : [...this.#seen.keys()].slice(0, AT_A_TIME)) {
      const failed = await this.#look(picture);
      if (failed) {
        break;
      }
    }
    this.#pause = this.#hurry ? SOON : Math.min(SELDOM, this.#pause * 1.5);
    this.#looking = false;
    this.#timer = null; // the next in sight begins another round
  }

  async #look(picture) {
    let failed = false;
    try {
      this.#hurry = (await picture.look()) || this.#hurry; // where one is made, others are
    } catch (problem) {
      failed = true;
      this.onFailure(problem, picture);
    }
    const seen = this.#seen.get(picture);
    this.#seen.delete(picture);
    if (failed || picture.has("pending") || picture.has("unavailable")) {
      this.#seen.set(picture, seen); // behind the others
    }
    return failed;
  }
}
