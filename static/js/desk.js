/* The keys of the desk: j k a r f ?; each does what a button or link of the page does. They can be switched off. */
(function () {
  "use strict";

  var OFF = "desk-keys-off";

  function remembered() {
    try { return window.localStorage.getItem(OFF) === "1"; } catch (_) { return false; }
  }

  function remember(off) {
    try { window.localStorage.setItem(OFF, off ? "1" : "0"); } catch (_) { /* A private window forgets. */ }
  }

  var off = remembered();

  function types(element) {
    return element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  }

  function act(target) {
    if (target.tagName === "SUMMARY") {
      var part = target.parentElement;
      part.open = "toggles" in target.dataset ? !part.open : true;
      var first = part.querySelector("form input:not([type=hidden]), form textarea");
      (first && part.open ? first : target).focus();
    } else if (target.tagName === "BUTTON") {
      target.form.requestSubmit ? target.form.requestSubmit(target) : target.click();
    } else {
      target.click();
    }
  }

  /* What is sent twice would be told that somebody has decided, and could no longer be taken back from there. */
  var sent = false;
  document.addEventListener("submit", function (event) {
    if (sent) { event.preventDefault(); }
    sent = true;
    window.setTimeout(function () { sent = false; }, 3000);
  });

  document.addEventListener("keydown", function (event) {
    if (off || event.ctrlKey || event.metaKey || event.altKey || event.repeat || types(event.target)) { return; }
    var target = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    /* Whoever stands at a sentence to be ticked may believe to be typing: no letter decides from there. */
    if (target && !(target.tagName === "BUTTON" && event.target.closest("details form"))) {
      event.preventDefault();
      act(target);
    }
  });

  /* In the list j and k go from row to row. */
  var titles = Array.prototype.slice.call(document.querySelectorAll("#result_list .desk-title"));
  if (titles.length) {
    document.addEventListener("keydown", function (event) {
      if (off || event.ctrlKey || event.metaKey || event.altKey || types(event.target)) { return; }
      var step = { j: 1, k: -1 }[event.key];
      if (!step) { return; }
      var at = titles.indexOf(document.activeElement) + step;
      titles[Math.max(0, Math.min(titles.length - 1, at))].focus();
    });
  }

  var list = document.getElementById("keys");
  if (list) {
    list.hidden = false;
    var box = list.querySelector("[data-keys-off]");
    box.checked = off;
    box.addEventListener("change", function () {
      off = box.checked;
      remember(off);
    });
  }

  /* Ready sentences: only those of the rule that is chosen. */
  Array.prototype.forEach.call(document.querySelectorAll("form"), function (form) {
    var rules = form.querySelectorAll('input[type="radio"][name="rule"]');
    var boxes = form.querySelectorAll('input[type="checkbox"][name="sentences"]');
    if (!rules.length || !boxes.length) { return; }
    function show() {
      var chosen = form.querySelector('input[type="radio"][name="rule"]:checked');
      Array.prototype.forEach.call(boxes, function (box) {
        var fits = chosen !== null && box.value.indexOf(chosen.value + "-") === 0;
        if (!fits) { box.checked = false; }
        (box.closest(".choice") || box.parentElement).hidden = !fits;
      });
      boxes[0].closest(".field").hidden = chosen === null;
    }
    Array.prototype.forEach.call(rules, function (rule) { rule.addEventListener("change", show); });
    show();
  });

  /* What can be taken back counts down, and goes when it is too late. */
  var undo = document.querySelector(".undo");
  if (undo) {
    window.setTimeout(function () {
      var inside = undo.contains(document.activeElement);
      undo.remove();
      if (inside) { document.body.focus(); }
    }, Number(undo.dataset.seconds) * 1000);
  }
})();
