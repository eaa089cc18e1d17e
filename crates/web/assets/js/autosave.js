// Saves a form while it is being filled in and shows the findings anew. Without it the buttons do the same.
const WAIT = 900;

const clock = () => new Date().toTimeString().slice(0, 5);

const say = (form, state, text) => {
  const place = form.querySelector("[data-saved]");
  if (!place) return;
  place.dataset.state = state;
  place.textContent = text;
};

const show = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("panel");
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
    show(await answer.text());
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
