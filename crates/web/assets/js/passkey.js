// Asks the browser for a passkey and sends its answer with the form. Without it the buttons stay hidden and codes do.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const read = (asked) => {
  const options = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (asked[list]) options[list] = asked[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return options;
};

const written = (made) => {
  const response = { clientDataJSON: text(made.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) response[part] = text(made.response[part]);
  }
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response, extensions: {} });
};

const answer = async (button) => {
  const form = button.form;
  const body = new URLSearchParams({ form_token: form.elements.form_token.value, purpose: button.dataset.purpose });
  const asked = await fetch(button.dataset.passkey, { method: "POST", body, headers: { "x-guohe": "passkey" } });
  if (!asked.ok) throw new Error(String(asked.status));
  const publicKey = read((await asked.json()).publicKey);
  const made = button.dataset.purpose === "new"
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  form.elements[button.dataset.into].value = written(made);
  form.requestSubmit();
};

for (const button of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const place = document.getElementById(button.dataset.says);
  button.closest("[data-needs-passkeys]").hidden = false;
  button.addEventListener("click", async () => {
    place.textContent = "";
    button.disabled = true;
    try {
      await answer(button);
    } catch {
      place.textContent = place.dataset.failed;
    }
    button.disabled = false;
  });
}
