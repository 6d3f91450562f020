/** Puts the page together: the gate for those without a token, the vault for those with one. */

import { onUnauthorized } from "./api.js";
import { Deletion } from "./deletion.js";
import { Gallery } from "./gallery.js";
import { takeFiles } from "./intake.js";
import { claims, forgetToken, identity, keepToken, receiveToken, token } from "./session.js";
import { copyLink } from "./sharing.js";
import { Uploads } from "./uploads.js";
import { Viewer } from "./viewer.js";
import { duration, fileSize, maxFileSize } from "./words.js";

const byId = (id) => document.getElementById(id);
let lastIdentity = null;

const deletion = new Deletion((picture) => {
  viewer.close(picture);
  gallery.remove(picture);
});
const remove = (picture) => deletion.ask(picture);
const gallery = new Gallery({ open: (picture) => viewer.open(picture), copy: copyLink, remove });
const viewer = new Viewer(gallery, { copy: copyLink, remove });
const uploads = new Uploads((image) => gallery.add(image));

takeFiles(
  () => token() !== null,
  (files) => uploads.add(files),
);
onUnauthorized((problem) => {
  if (token() !== null) {
    const { exp } = claims();
    const expired = exp * 1000 <= Date.now();
    forgetToken();
    showGate(expired ? "Your token has expired. Please paste a fresh one." : `Your token was not accepted. ${problem.detail}`);
  }
});
byId("gate-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (keepToken(byId("token").value)) {
    openVault();
    byId("vault-title").focus();
  } else {
    showGate("Please paste a token first.");
  }
});
byId("sign-out").addEventListener("click", () => {
  forgetToken();
  uploads.clear();
  showGate(null);
});
addEventListener("hashchange", () => receiveToken() && openVault());
addEventListener("beforeunload", (event) => uploads.busy && event.preventDefault());
setInterval(describeIdentity, 30_000);
if (maxFileSize !== null) {
  byId("empty-limit").textContent = `, up to ${fileSize(maxFileSize)} each`;
}

function showGate(reason) {
  deletion.close();
  viewer.close();
  gallery.clear();
  byId("vault").hidden = true;
  byId("gate").hidden = false;
  byId("gate-reason").textContent = reason ?? "";
  byId("gate-reason").hidden = reason === null;
  byId("token").focus();
}

function openVault() {
  if (lastIdentity !== null && lastIdentity !== identity()) {
    uploads.clear(); // they are another user's
  }
  lastIdentity = identity();
  byId("token").value = "";
  byId("gate").hidden = true;
  byId("vault").hidden = false;
  describeIdentity();
  gallery.clear();
  gallery.more();
}

function describeIdentity() {
  const { sub, userId, id, exp } = claims();
  const user = sub ?? userId ?? id;
  const left = exp * 1000 - Date.now();
  byId("identity").hidden = user === undefined;
  byId("identity").textContent = left > 0 ? `User ${user} · signed in for ${duration(left)}` : `User ${user}`;
}

receiveToken();
if (token() === null) {
  showGate(null);
} else {
  openVault();
}
