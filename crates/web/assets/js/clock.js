// In its last three days a deadline counts down by the minute, by the clock of the authority.
const DAY = 86400000;
const made = Date.parse(document.querySelector("meta[name=made]")?.content ?? "");
const skew = Number.isFinite(made) ? Date.now() - made : 0;

const tick = () => {
  for (const place of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(place.dataset.until) - (Date.now() - skew);
    if (!(left > 0 && left < 3 * DAY)) continue;
    const parts = { d: left / DAY, h: (left % DAY) / 3600000, m: (left % 3600000) / 60000 };
    place.textContent = place.dataset.words.replace(/\{(\w)\}/g, (_, key) => Math.floor(parts[key]));
  }
};

tick();
setInterval(tick, 30000);
