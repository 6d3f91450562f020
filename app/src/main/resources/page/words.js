/** Sizes, times and names as people read them. */

const limit = Number.parseInt(document.querySelector('meta[name="max-file-size"]').content, 10);

/** How many bytes a file may have, or null where the page does not know. */
export const maxFileSize = Number.isNaN(limit) ? null : limit;

const FORMATS = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/gif": "GIF",
  "image/webp": "WebP",
  "image/avif": "AVIF",
  "image/heic": "HEIC",
  "image/heif": "HEIF",
};

export function formatName(mimeType) {
  return FORMATS[mimeType] ?? mimeType;
}

export function fileSize(bytes) {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  const units = ["KB", "MB", "GB"];
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  const amount = bytes / 1024 ** power;
  return `${amount.toLocaleString("en", { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${units[power - 1]}`;
}

/** 95_000 is "1 min": what is promised is never more than what is left. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} days`;
}

export function count(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

export function moment(time) {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(time);
}

export function clockTime(time) {
  const today = new Date(time).toDateString() === new Date().toDateString();
  return today ? new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(time) : moment(time);
}
