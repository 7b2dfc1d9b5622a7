// Says politely what has changed; a sentence that stands there already is not said again.
function announce(text) {
  var region = document.getElementById("announcements");
  text = text.replace(/\s+/g, " ").trim();
  if (region && region.textContent !== text) region.textContent = text;
}
