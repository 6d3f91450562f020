/** The HTTP API. Every failure is a Problem. */

import { token } from "./session.js";

const PROFILE = new URL("../api/profile", import.meta.url).pathname; // wherever a proxy shows it
const IMAGES = `${PROFILE}/images`;
const ANSWER_WITHIN = 40_000; // milliseconds; the service answers within 30 s of a request's last byte

/** What the API, or the way to it, answered instead of a result. */
export class Problem extends Error {
  /** code: the API's own, or network, no_answer, unreadable_answer, unreadable_file, cancelled. */
  constructor(code, { status = 0, detail = "", requestId = null, retryAfter = null } = {}) {
    super(detail || code);
    Object.assign(this, { code, status, detail, requestId, retryAfter });
  }
}

let refused = () => {};
let skew = 0;

/** Calls the listener with each Problem that says the token is not accepted. */
export function onUnauthorized(listener) {
  refused = listener;
}

/** Returns the service's time as this browser's clock would show it, in epoch milliseconds. */
export function localTime(isoTime) {
  return Date.parse(isoTime) - skew;
}

/**
 * Returns {images, next}: a page of images, newest first, and the cursor of the page after it. Of
 * their variants, these have a URL, if the service still makes them.
 */
export async function list(limit, cursor, variants) {
  const query = new URLSearchParams({ limit, ...(variants.length && { variants }) });
  if (cursor) {
    query.set("cursor", cursor);
  }
  try {
    const answer = await call("GET", `${IMAGES}?${query}`);
    return { images: answer.data, next: answer.nextCursor ?? null };
  } catch (problem) {
    if (problem.code !== "invalid_request" || variants.length === 0) {
      throw problem;
    }
    return list(limit, cursor, []);
  }
}

/** Returns an image, with the URLs of all its variants. */
export async function show(id) {
  return (await call("GET", `${IMAGES}/${id}`)).data;
}

/**
 * Signs the URL of the image, or of the variant with this name. Returns {url, expiresAt}, the latter
 * in epoch milliseconds of this browser's clock.
 */
export async function signedUrl(id, variant) {
  const query = variant ? `?${new URLSearchParams({ variant })}` : "";
  const { data } = await call("GET", `${IMAGES}/${id}/signed-url${query}`);
  return { url: data.signedUrl, expiresAt: Date.now() + data.expiresIn * 1000 };
}

export async function remove(id) {
  await call("DELETE", `${IMAGES}/${id}`);
}

/**
 * Sends a file. A repeat with the same key never stores it twice.
 * Returns {stored, cancel}: a promise of the image, and what ends it with the Problem "cancelled".
 * onProgress is called with the share sent, 0 to 1.
 */
export function upload(file, idempotencyKey, onProgress) {
  const request = new XMLHttpRequest(); // fetch tells nothing about an upload's progress
  const stored = new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
    request.upload.onload = () => {
      request.timeout = performance.now() - begun + ANSWER_WITHIN;
      onProgress(1);
    };
    request.onabort = () => reject(new Problem("cancelled"));
    request.ontimeout = () => reject(new Problem("no_answer"));
    request.onerror = () => whyBroken(file).then((code) => reject(new Problem(code)));
    request.onload = () => {
      try {
        resolve(answerOf(request.status, (name) => request.getResponseHeader(name), request.responseText).data);
      } catch (problem) {
        reject(problem);
      }
    };
  });
  const form = new FormData();
  form.append("image", file, file.name);
  const begun = performance.now();
  request.open("POST", `${PROFILE}/upload-image`);
  request.setRequestHeader("Authorization", `Bearer ${token()}`);
  request.setRequestHeader("Idempotency-Key", idempotencyKey);
  request.send(form);
  return { stored, cancel: () => request.abort() };
}

/** Returns where direct uploads are, or one of them. */
export function uploads(id) {
  return id === undefined ? `${PROFILE}/uploads` : `${PROFILE}/uploads/${encodeURIComponent(id)}`;
}

/** Returns the code of why sending a file broke off. */
export async function whyBroken(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return "network";
  } catch {
    return "unreadable_file";
  }
}

/** Returns the answer's JSON; the body, if there is one, is sent as JSON. */
export async function call(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        Authorization: `Bearer ${token()}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    return answerOf(response.status, (name) => response.headers.get(name), await response.text());
  } catch (error) {
    if (error instanceof Problem) {
      throw error;
    }
    throw new Problem(error.name === "TimeoutError" ? "no_answer" : "network");
  }
}

function answerOf(status, header, text) {
  learnTime(header("Date"));
  const body = parsed(text);
  if (status >= 200 && status < 300 && body !== null) {
    return body;
  }
  const problem = new Problem(body?.code ?? "unreadable_answer", {
    status,
    detail: body?.detail ?? "",
    requestId: body?.requestId ?? header("X-Request-Id"),
    retryAfter: Number.parseInt(header("Retry-After"), 10) || null,
  });
  if (problem.code === "unauthorized") {
    refused(problem);
  }
  throw problem;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function learnTime(date) {
  const difference = Date.parse(date) - Date.now();
  // The header has whole seconds, so less than two is no evidence of a wrong clock.
  skew = Math.abs(difference) > 2_000 ? difference : 0;
}
