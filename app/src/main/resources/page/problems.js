/** What each failure means to the one who sees it, and what to do. */

import { fileSize, maxFileSize } from "./words.js";

const NEVER = "never"; // the same bytes are refused again
const ASKED = "asked"; // when the user wants
const SOON = "soon"; // by itself, when the service says

const MEANINGS = {
  missing_file: [NEVER, "The file is empty.", "Choose another one."],
  file_too_large: [NEVER, "The file is too large.", maxFileSize ? `At most ${fileSize(maxFileSize)} are accepted.` : ""],
  unsupported_media_type: [NEVER, "This is not an image the vault accepts.", "JPEG, PNG, GIF, WebP, AVIF and HEIC are; the content decides, not the name."],
  invalid_image: [NEVER, "The image is damaged or beyond the limits.", ""],
  unreadable_file: [NEVER, "The file cannot be read.", "It was moved or changed, or it is a folder. Choose it again."],
  invalid_request: [ASKED, "The service did not understand this request.", ""],
  unauthorized: [ASKED, "Your token is not accepted.", "Sign in again, then retry."],
  upload_not_found: [ASKED, "The upload has expired.", "Send the file again."],
  upload_not_received: [ASKED, "The store does not have the file.", "Send it again."],
  upload_in_progress: [SOON, "The file is still being checked.", ""],
  upload_mismatch: [ASKED, "The file arrived changed.", "Send it again."],
  image_not_found: [ASKED, "This image is gone.", "It was deleted, perhaps in another window."],
  variant_not_found: [NEVER, "This image has no such picture.", ""],
  not_found: [ASKED, "The service does not know this request.", "Reload the page: it may be older than the service."],
  method_not_allowed: [ASKED, "The service does not know this request.", "Reload the page: it may be older than the service."],
  request_timeout: [ASKED, "The file took too long to arrive.", "The connection may be slow."],
  idempotency_conflict: [ASKED, "An earlier attempt stored other bytes.", "A retry sends this file as a new image."],
  idempotency_in_progress: [SOON, "The earlier attempt is still under way.", ""],
  quota_exceeded: [ASKED, "Your vault is full.", "Delete images to make room, then retry."],
  withdrawn: [ASKED, "All images were deleted meanwhile.", "This file was given up with them."],
  variant_pending: [SOON, "The picture is still being made.", ""],
  too_many_requests: [SOON, "Too many uploads in a short time.", ""],
  overloaded: [SOON, "The service is busy.", ""],
  storage_unavailable: [ASKED, "The image store does not answer.", "Nothing is lost: retry in a moment."],
  storage_error: [ASKED, "The image store refused.", "Its settings may need an administrator's eye."],
  database_unavailable: [ASKED, "The database does not answer.", "Nothing is lost: retry in a moment."],
  internal_error: [ASKED, "The service made a mistake.", "It is logged."],
  network: [ASKED, "The connection was lost.", "Check the network, then retry."],
  no_answer: [ASKED, "The service did not answer in time.", "Retry: an image is never stored twice."],
  unreadable_answer: [ASKED, "Something else than the service answered.", "A proxy on the way may be at fault."],
};

/** The codes of which the service's own words say more than ours could. */
const SPECIFIC = new Set(["invalid_image", "invalid_request", "quota_exceeded"]);

/** Returns {title, advice, retry}: two sentences, and "never", "asked" or "soon". */
export function meaningOf(problem) {
  const [retry, title, advice] = MEANINGS[problem.code] ?? [ASKED, "That did not work.", problem.detail];
  const detail = SPECIFIC.has(problem.code) ? asSentence(problem.detail) : "";
  const reference = problem.status >= 500 && problem.requestId ? `Request ${problem.requestId}.` : "";
  return { title, advice: [detail, advice, reference].filter(Boolean).join(" "), retry };
}

function asSentence(text) {
  return text === "" || /[.!?]$/.test(text) ? text : `${text}.`;
}
