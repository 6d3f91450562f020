/** Files that go straight to the store, if the service allows it and the store can be reached. */

import { Problem, call, upload as uploadByForm, uploads, whyBroken } from "./api.js";

const BEGINS_WITHIN = 20_000; // milliseconds until the store takes the first bytes
const ANSWERS_WITHIN = 40_000; // milliseconds after the last
const MOST_WAITS = 30; // times that a completion under way is asked for again

const sent = new WeakMap(); // file -> the id of the upload by which it lies in the store
const byForm = new WeakSet(); // files whose form may be stored: only the same form stores them once

let works = document.querySelector('meta[name="direct-uploads"]').content === "on";

/**
 * Sends a file; the contract is that of api.js's upload. What was sent and perhaps completed is
 * completed by a repeat, and not stored twice.
 */
export function upload(file, idempotencyKey, onProgress) {
  const ending = new AbortController();
  const stored = send(file, idempotencyKey, onProgress, ending.signal);
  return { stored, cancel: () => ending.abort() };
}

async function send(file, idempotencyKey, onProgress, signal) {
  const earlier = sent.get(file);
  if (earlier !== undefined) {
    try {
      return await complete(earlier, file, onProgress, signal);
    } catch (problem) {
      if (problem.code !== "upload_not_found" && problem.code !== "upload_not_received") {
        throw problem;
      }
    }
  }
  if (!works || file.size === 0 || byForm.has(file)) {
    return form(file, idempotencyKey, onProgress, signal);
  }
  const id = await put(file, onProgress, signal);
  if (id !== null) {
    try {
      return await complete(id, file, onProgress, signal);
    } catch (problem) {
      if (problem.code !== "upload_not_received") {
        throw problem;
      }
      giveUp(id); // it went to another store than the service has
    }
  }
  const image = await form(file, idempotencyKey, onProgress, signal);
  works = false; // the network is fine: it is the store that this browser cannot reach
  return image;
}

async function form(file, idempotencyKey, onProgress, signal) {
  byForm.add(file);
  const sending = uploadByForm(file, idempotencyKey, onProgress);
  onAbort(signal, sending.cancel);
  return sending.stored;
}

/** Returns the id of an upload whose file the store has, or null if the store cannot be had. */
async function put(file, onProgress, signal) {
  const preparing = prepare(file);
  let prepared = null;
  try {
    prepared = await unless(signal, preparing);
    if (prepared !== null && (await transfer(prepared, file, onProgress, signal))) {
      return prepared.uploadId;
    }
  } catch (problem) {
    preparing.then((late) => late !== null && giveUp(late.uploadId)).catch(() => {});
    throw problem;
  }
  if (prepared !== null) {
    giveUp(prepared.uploadId);
  }
  return null;
}

/** Returns the prepared upload, or null if the service no longer offers any. */
async function prepare(file) {
  try {
    return (await call("POST", uploads(), { fileName: file.name, fileSize: file.size })).data;
  } catch (problem) {
    if (problem.code === "not_found") {
      return null;
    }
    throw problem;
  }
}

/** Resolves to whether the store has the file. */
function transfer(prepared, file, onProgress, signal) {
  const request = new XMLHttpRequest(); // fetch tells nothing about an upload's progress
  return new Promise((resolve, reject) => {
    const begins = setTimeout(() => request.abort(), BEGINS_WITHIN);
    const begun = performance.now();
    request.upload.onprogress = (event) => {
      clearTimeout(begins);
      onProgress(Math.min(0.99, event.loaded / event.total));
    };
    request.upload.onload = () => {
      request.timeout = performance.now() - begun + ANSWERS_WITHIN;
    };
    request.onabort = () => (signal.aborted ? reject(new Problem("cancelled")) : resolve(false));
    request.ontimeout = () => resolve(false);
    request.onerror = () =>
      whyBroken(file).then((code) => (code === "network" ? resolve(false) : reject(new Problem(code))));
    request.onload = () => resolve(request.status === 200 || request.status === 412); // it came before
    request.onloadend = () => clearTimeout(begins);
    request.open(prepared.method, prepared.url);
    Object.entries(prepared.headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.send(file);
    onAbort(signal, () => request.abort());
  });
}

/** Returns the image. Unless that is for good, a repeat of a failure is the same upload's. */
async function complete(id, file, onProgress, signal) {
  sent.set(file, id);
  onProgress(1);
  for (let waits = 0; ; waits++) {
    try {
      const answer = await unless(signal, call("POST", `${uploads(id)}/complete`));
      sent.delete(file);
      return answer.data;
    } catch (problem) {
      if (["upload_not_found", "upload_not_received", "upload_mismatch"].includes(problem.code)) {
        sent.delete(file); // a repeat sends it anew
      }
      if (problem.code !== "upload_in_progress" || waits === MOST_WAITS) {
        throw problem;
      }
    }
    await unless(signal, new Promise((resolve) => setTimeout(resolve, 1_000)));
  }
}

function giveUp(id) {
  call("DELETE", uploads(id)).catch(() => {}); // it expires by itself
}

/** Resolves as the promise does, unless the user cancels before. */
function unless(signal, promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => onAbort(signal, () => reject(new Problem("cancelled")))),
  ]);
}

function onAbort(signal, action) {
  if (signal.aborted) {
    action();
  } else {
    signal.addEventListener("abort", action, { once: true });
  }
}
