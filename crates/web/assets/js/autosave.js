// Saves a form while it is being filled in and shows the findings anew. Without it the buttons do the same.
const WAIT = 900;

const clock = () => new Date().toTimeString().slice(0, 5);

const say = (form, state, text) => {
  const place = form.querySelector("[data-saved]");
  if (!place) return;
  place.dataset.state = state;
  place.textContent = text;
};

// The policy of the pages lets no text become markup but by this name, which a page can give once and which nothing outside
// of this script holds. What goes through it is an answer of this server, and is read apart from the page.
const markup = window.trustedTypes?.createPolicy("guohe", { createHTML: (html) => html });

const read = async (answer) => {
  if (answer.type !== "basic") throw new Error(answer.type);
  const html = await answer.text();
  return new DOMParser().parseFromString(markup ? markup.createHTML(html) : html, "text/html");
};

const show = (page) => {
  const fresh = page.getElementById("panel");
  const old = document.getElementById("panel");
  if (!fresh || !old) return;
  for (const item of old.querySelectorAll("details")) {
    const twin = item.id && fresh.querySelector(`[id="${CSS.escape(item.id)}"]`);
    if (twin) twin.open = item.open;
  }
  old.replaceWith(fresh);
};

const send = async (form) => {
  const place = form.querySelector("[data-saved]");
  say(form, "saving", place?.dataset.saving ?? "");
  const body = new URLSearchParams(new FormData(form));
  body.set("autosave", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "x-guohe": "autosave" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const seen = answer.headers.get("x-seen");
    if (seen && form.elements.seen) form.elements.seen.value = seen;
    const text = answer.headers.get("x-saved");
    say(form, "saved", text ? decodeURIComponent(text) : clock());
    show(await read(answer));
    form.dataset.clean = "1";
  } catch {
    say(form, "failed", place?.dataset.failed ?? "");
  }
};

for (const form of document.querySelectorAll("form[data-autosave], form[data-live]")) {
  let timer;
  let running = Promise.resolve();
  let saving = 0;
  const later = (event) => {
    if (event.target.type === "file") return;
    delete form.dataset.clean;
    clearTimeout(timer);
    timer = setTimeout(() => {
      saving += 1;
      running = running.then(() => send(form)).finally(() => { saving -= 1; });
    }, WAIT);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    form.dataset.clean = "1";
    if (saving === 0) return;
    // What is on its way comes first: its answer brings what this form must remember.
    event.preventDefault();
    running.then(() => form.requestSubmit(event.submitter));
  });
}
