// Keeps the list of exports up to date while one is being made; without this script there is a link.
(function () {
  "use strict";
  var PAUSE = 2000;
  var part = document.getElementById("exports");

  function unfinished() { return part.querySelectorAll("[data-unfinished]").length; }

  function show(html) {
    var before = unfinished();
    // Whoever stands on a button must not lose it while numbers change.
    if (part.contains(document.activeElement)) return;
    var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("exports");
    if (!fresh) return;
    part.replaceWith(fresh);
    part = fresh;
    hideLink();
    if (unfinished() < before) {
      var status = part.querySelector("[role=status]");
      status.textContent = status.dataset.ready;
    }
  }

  function hideLink() {
    var link = part.querySelector(".exports__reload");
    if (link) link.hidden = true;
  }

  function look() {
    if (!unfinished()) return;
    fetch(part.dataset.exports, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (html) { if (html) show(html); })
      .catch(function () { /* the next look may find the network back */ })
      .then(function () { window.setTimeout(look, PAUSE); });
  }

  hideLink();
  window.setTimeout(look, PAUSE);
})();
