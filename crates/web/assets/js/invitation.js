// The word of an invitation, or of a reset, stands behind the # of its link: no browser sends it, and no server on the way notes it. It is put
// into the form, which sends it in its body, and taken out of the address. Without scripts people type it.
const field = document.querySelector("input[name='invitation'][type='text'], input[name='reset'][type='text']");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
}
