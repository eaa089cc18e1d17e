// Counts pasted lines and written characters; states amounts in the base unit beside what is typed.
for (const area of document.querySelectorAll("textarea[data-paste]")) {
  const place = document.getElementById(area.dataset.paste);
  area.addEventListener("input", () => {
    const lines = area.value.split("\n").filter((line) => line.trim()).length;
    place.textContent = place.dataset.words.replace("{}", lines);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || event.altKey || !area.value.includes("\t")) return;
    event.preventDefault();
    area.setRangeText("\t", area.selectionStart, area.selectionEnd, "end");
  });
}

for (const place of document.querySelectorAll("[data-count-for]")) {
  const area = document.getElementById(place.dataset.countFor);
  const limit = Number(area.dataset.limit);
  const count = () => {
    const length = [...area.value].length;
    place.textContent = place.dataset.words.replace("{}", length).replace("{}", limit);
    place.classList.toggle("over", length > limit);
  };
  area.addEventListener("input", count);
  count();
}

const FACTORS = { wan: 10000, yuan: 1, m2: 1, mu: 2000 / 3 };
for (const box of document.querySelectorAll("[data-money], [data-area]")) {
  const [input, unit, out] = ["input", "select", "output"].map((tag) => box.querySelector(tag));
  const digits = "money" in box.dataset ? 2 : 0;
  const show = () => {
    const number = Number(input.value.replace(/[,，\s]/g, ""));
    const amount = (number * FACTORS[unit.value]).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: 2 });
    out.textContent = input.value.trim() && Number.isFinite(number) ? out.dataset.shown.replace("{}", amount) : "";
  };
  input.addEventListener("input", show);
  unit.addEventListener("change", show);
}
