// Says at once when points lie outside their bounds, and keeps the sum beside the heading. The server says the same.
for (const sheet of document.querySelectorAll("form.sheet")) {
  const sum = sheet.querySelector("[data-sum]");
  const inputs = [...sheet.querySelectorAll("[data-points]")];
  if (!sum) continue;
  const look = () => {
    let all = 0;
    for (const input of inputs) {
      const number = Number(input.value);
      const outside = input.value !== "" && !(number >= Number(input.min) && number <= Number(input.max));
      input.parentElement.querySelector("output").textContent = outside ? input.dataset.outside : "";
      if (outside) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
      all += input.value === "" ? 0 : number;
    }
    sum.textContent = String(Math.round(all * 1000) / 1000);
  };
  for (const input of inputs) input.addEventListener("input", look);
  if (inputs.some((input) => input.value !== "")) look();
}
