/** The ways files come in: chosen, dropped anywhere, pasted. */

const byId = (id) => document.getElementById(id);

/** Calls onFiles with each batch while ready() says so; files dropped otherwise are never opened. */
export function takeFiles(ready, onFiles) {
  const input = byId("files");
  input.addEventListener("change", () => {
    onFiles([...input.files]);
    input.value = ""; // so that the same file can be chosen again
  });
  byId("empty-choose").addEventListener("click", () => input.click());

  const veil = byId("drop");
  const bringsFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (bringsFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = ready() ? "copy" : "none";
      veil.hidden = !ready();
    }
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) {
      veil.hidden = true;
    }
  });
  addEventListener("drop", (event) => {
    veil.hidden = true;
    if (bringsFiles(event)) {
      event.preventDefault();
      if (ready()) {
        onFiles([...event.dataTransfer.files]);
      }
    }
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0 && ready()) {
      event.preventDefault();
      onFiles(files);
    }
  });
}
