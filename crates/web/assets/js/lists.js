// A long list of choices is searched by words and codes, and says folded what is chosen in it.
for (const list of document.querySelectorAll("[data-longlist]")) {
  const summary = list.querySelector("summary");
  const choices = [...list.querySelectorAll(".choice")];
  const sift = list.querySelector("[data-sift]");
  const words = (choice) => choice.querySelector("label").firstChild.textContent.trim();
  sift.closest("p").hidden = false;
  sift.addEventListener("input", () => {
    const wanted = sift.value.trim().toLowerCase();
    for (const choice of choices) {
      const text = `${words(choice)} ${choice.querySelector("input").value}`.toLowerCase();
      choice.hidden = !text.includes(wanted);
    }
  });
  sift.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  list.addEventListener("change", () => {
    const chosen = choices.filter((choice) => choice.querySelector("input").checked).map(words);
    const some = summary.dataset.some.replace("{}", chosen.length).replace("{}", () => chosen.join(summary.dataset.comma));
    summary.textContent = chosen.length ? some : summary.dataset.none;
  });
}
