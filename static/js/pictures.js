// Pictures are sent as soon as they are chosen, with progress; buttons change the list without a
// reload. The server answers with the page it shows everybody, of which the form is taken.
(function () {
  "use strict";
  var busy = false;

  function area() { return document.getElementById("bilder"); }

  function tell(text, share) {
    var status = area().querySelector("[data-status]");
    var bar = status.querySelector("progress");
    if (!bar) {
      bar = document.createElement("progress");
      bar.className = "picture-progress";
      bar.max = 1;
      bar.setAttribute("aria-label", text);
      status.textContent = "";
      status.append(document.createElement("p"), bar);
    }
    if (bar.previousSibling.textContent !== text) bar.previousSibling.textContent = text;
    if (share < 1) bar.value = share; else bar.removeAttribute("value");
  }

  function complain(text) {
    var errors = area().querySelector("[data-errors]");
    area().querySelector("[data-status]").textContent = "";
    var line = document.createElement("p");
    line.className = "field__error";
    line.textContent = text;
    errors.textContent = "";
    errors.append(line);
  }

  // Live regions speak of what changes in them, not of what comes with them.
  function speakAgain(found) {
    ["[data-errors]", "[data-status]"].forEach(function (name) {
      var region = found.querySelector(name);
      var parts = Array.prototype.slice.call(region.childNodes);
      region.textContent = "";
      setTimeout(function () { if (!busy) region.append.apply(region, parts); }, 100);
    });
  }

  function show(html, address, focus) {
    var page = new DOMParser().parseFromString(html, "text/html");
    var found = page.getElementById("bilder");
    if (!found) { location.assign(address); return; }
    area().replaceWith(found);
    start();
    document.title = page.title;
    speakAgain(found);
    var target = focus && found.querySelector(focus);
    (target || found).focus();
  }

  function send(button, focus) {
    if (busy) return;
    busy = true;
    var form = area().querySelector("form");
    var body = new FormData(form);
    body.append(button.name, button.value);
    var request = new XMLHttpRequest();
    var isUpload = button.name === "add";
    request.open("POST", form.action);
    if (isUpload) {
      tell(area().dataset.sending, 0);
      request.upload.addEventListener("progress", function (event) {
        var share = event.lengthComputable ? event.loaded / event.total : 1;
        tell(share < 1 ? area().dataset.sending : area().dataset.reading, share);
      });
    }
    request.addEventListener("loadend", function () {
      busy = false;
      if (request.status === 200 || request.status === 403) show(request.responseText, request.responseURL, focus);
      else complain(area().dataset.failed);
    });
    request.send(body);
  }

  function chosen(input) {
    var most = Number(input.dataset.most);
    var large = Array.prototype.filter.call(input.files, function (file) { return file.size > most; });
    if (large.length) {
      complain(large[0].name.slice(0, 60) + ": " + area().dataset.large);
      input.value = "";
      return;
    }
    if (input.files.length) send({ name: "add", value: "1" }, "li:last-child textarea");
  }

  function start() {
    var input = area().querySelector("input[type=file]");
    if (input) input.addEventListener("change", function () { chosen(input); });
    area().querySelectorAll("button[name=up], button[name=remove], button[name=add]").forEach(function (button) {
      button.addEventListener("click", function (event) {
        event.preventDefault();
        send(button, button.name === "up" ? "button[name=up][value='" + button.value + "']" : "");
      });
    });
  }

  start();
})();
