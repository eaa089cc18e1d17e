// Conveniences of reading: unfold all, only what is open, print, focus on what went wrong.
document.getElementById("errors")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-unfold]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const items = [...document.querySelectorAll(`#${button.dataset.unfold} .finding`)];
    const open = items.some((item) => !item.open);
    for (const item of items) item.open = open;
  });
}

for (const label of document.querySelectorAll("[data-only]")) {
  label.hidden = false;
  const box = label.querySelector("input");
  box.addEventListener("change", () => {
    for (const item of document.querySelectorAll(`#${label.dataset.only} .finding`)) {
      item.hidden = box.checked && Boolean(item.querySelector(".title .c-good, .title .c-mute, .title .c-eased"));
    }
  });
}

// What is folded for the screen is printed whole.
addEventListener("beforeprint", () => {
  for (const item of document.querySelectorAll("details[data-print-open]:not([open])")) {
    item.open = true;
    item.dataset.wasFolded = "";
  }
});
addEventListener("afterprint", () => {
  for (const item of document.querySelectorAll("details[data-was-folded]")) {
    item.open = false;
    delete item.dataset.wasFolded;
  }
});

const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) {
    if (at.tagName === "DETAILS") at.open = true;
  }
  target?.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();

addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.account[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

addEventListener("beforeunload", (event) => {
  const dirty = document.querySelector("form[data-autosave]:not([data-clean]) [data-saved][data-state]");
  if (dirty?.dataset.state === "failed") event.preventDefault();
});
