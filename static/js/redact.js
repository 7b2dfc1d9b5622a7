// Takes words marked in the text over into the list of passages; without this script they are typed or pasted.
(function () {
  "use strict";
  var part = document.querySelector("[data-redact]");
  if (!part) return;
  var passages = document.getElementById(part.dataset.redact);
  var text = document.getElementById(part.dataset.text);
  var button = part.querySelector("button");
  var status = part.querySelector("[role=status]");
  var marked = "";

  // Remembered while it is made: a press on the button may take the marking away.
  document.addEventListener("selectionchange", function () {
    var selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    var inside = text.contains(selection.getRangeAt(0).commonAncestorContainer);
    marked = inside ? selection.toString().replace(/\s+/g, " ").trim() : "";
  });
  button.addEventListener("click", function () {
    if (!marked) {
      status.textContent = status.dataset.none;
      return;
    }
    var lines = passages.value.split("\n").filter(function (line) { return line.trim(); });
    if (lines.indexOf(marked) < 0) lines.push(marked);
    passages.value = lines.join("\n") + "\n";
    status.textContent = status.dataset.taken + " " + marked;
    marked = "";
  });
  part.hidden = false;
})();
