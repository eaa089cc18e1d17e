// Adds a row to a repeated group without a round trip. Without it the same button asks the server.
for (const button of document.querySelectorAll("[data-add-row]")) {
  button.addEventListener("click", (event) => {
    const group = document.querySelector(`[data-rows="${button.dataset.addRow}"]`);
    const last = group?.querySelector("[data-row]:last-of-type");
    if (!last) return;
    event.preventDefault();
    const index = group.querySelectorAll("[data-row]").length;
    const row = last.cloneNode(true);
    const renumber = (text) => text.replace(/\.\d+\./, `.${index}.`);
    for (const field of row.querySelectorAll("input, textarea, select")) {
      field.name = renumber(field.name);
      field.id = renumber(field.id);
      field.value = "";
    }
    for (const label of row.querySelectorAll("label")) label.htmlFor = renumber(label.htmlFor);
    const legend = row.querySelector("legend");
    legend.querySelector(".tag")?.remove();
    legend.textContent = legend.textContent.replace(/\d+/, String(index + 1));
    group.append(row);
    row.querySelector("input, textarea")?.focus();
  });
}

// A file that was chosen shows how large it is before it is sent.
for (const input of document.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.title = file ? `${file.name} ${(file.size / 1048576).toFixed(1)} MB` : "";
  });
}
