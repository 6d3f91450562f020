/** The access token: in this tab's session storage, and nowhere else. */

const KEY = "imagevault.token";
let current = stored();

function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the token lives as long as the page
  }
}

/** Returns the token, or null. */
export function token() {
  return current;
}

/** Takes the token out of the address bar (#token=…) and keeps it; returns whether there was one. */
export function receiveToken() {
  if (!location.hash.startsWith("#token=")) {
    return false;
  }
  const received = new URLSearchParams(location.hash.slice(1)).get("token");
  history.replaceState(null, "", location.pathname + location.search);
  return keepToken(received ?? "");
}

/** Keeps a token, with or without "Bearer " before it; returns whether there is any. */
export function keepToken(text) {
  const given = text.trim().replace(/^bearer\s+/i, "");
  if (given === "") {
    return false;
  }
  current = given;
  try {
    sessionStorage.setItem(KEY, given);
  } catch {
    // see stored()
  }
  return true;
}

export function forgetToken() {
  current = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // see stored()
  }
}

/** Returns what the token says, unverified and for display alone; {} when it cannot be read. */
export function claims() {
  try {
    const payload = current.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (char) => char.codePointAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}

/** Returns a text that differs between users and is the same for all tokens of one. */
export function identity() {
  const { exp, iat, nbf, jti, ...lasting } = claims();
  return JSON.stringify(lasting);
}
