// Saves the draft while somebody writes. Its buttons do the same; nothing here stops anybody from leaving.
(function () {
  var form = document.querySelector("[data-autosave]");
  if (!form) return;
  var status = form.querySelector("[data-autosave-status]");
  var PAUSE = 2000;
  var LONGEST = 30000;
  var AGAIN = 10000;
  var TOO_LONG = 20000;
  // Since when there are words that are not saved; 0 when there are none.
  var since = 0;
  var busy = false;
  var timer;

  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  function typed() {
    since = since || Date.now();
    plan(Math.min(PAUSE, Math.max(0, since + LONGEST - Date.now())));
  }

  function say(text) {
    // The time has no seconds, so it is said at most once a minute.
    if (status.textContent !== text) status.textContent = text;
  }

  function save() {
    if (busy || !since) return;
    var began = since;
    var again = 0;
    var canceller = new AbortController();
    var limit = setTimeout(function () { canceller.abort(); }, TOO_LONG);
    since = 0;
    busy = true;
    fetch(form.dataset.autosave, {
      method: "POST", body: new FormData(form), signal: canceller.signal, keepalive: document.hidden
    }).then(function (answer) {
      if (answer.status >= 500) throw answer;
      return answer.json();
    }).then(function (saved) {
      say(saved.text);
      if (!saved.url) return;
      form.elements.key.value = saved.key;
      history.replaceState(history.state, "", saved.url);
    }).catch(function () {
      since = since || began;
      again = AGAIN;
      say(status.dataset.failed);
    }).then(function () {
      clearTimeout(limit);
      busy = false;
      if (since) plan(again || PAUSE);
    });
  }

  form.addEventListener("input", typed);
  form.addEventListener("submit", function () { since = 0; });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", save);
})();
